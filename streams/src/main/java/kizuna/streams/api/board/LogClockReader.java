package kizuna.streams.api.board;

import java.util.Map;
import kizuna.schemas.LogClock;

/** Reads the clocks of the logs that this process decides. */
@FunctionalInterface
public interface LogClockReader {

  /** By the network's id; empty in a process that decides nothing. */
  Map<String, LogClock.Reading> readings();
}
