package kizuna.streams.api.board;

import java.util.Map;
import kizuna.schemas.LogClock;

/** Says what time it is in the logs that are decided here. */
@FunctionalInterface
public interface LogClockReader {

  /** By the network's id; empty where nothing is decided. */
  Map<String, LogClock.Reading> readings();
}
