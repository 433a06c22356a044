package kizuna.schemas.drill;

import java.util.List;
import kizuna.drills.DrillEvent;

/** Where the events of one run come from, in order. */
public interface DrillEventSource extends AutoCloseable {

  /** What came since the last call, up to what is there now. */
  List<DrillEvent> pollToEnd();

  @Override
  default void close() {}
}
