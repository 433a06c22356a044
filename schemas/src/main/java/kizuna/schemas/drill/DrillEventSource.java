package kizuna.schemas.drill;

import java.util.List;
import kizuna.drills.DrillEvent;

/** A source of the events of one run, in order. */
public interface DrillEventSource extends AutoCloseable {

  /** Returns the events since the last call, up to the current end. */
  List<DrillEvent> pollToEnd();

  @Override
  default void close() {}
}
