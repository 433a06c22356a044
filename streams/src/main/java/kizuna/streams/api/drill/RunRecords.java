package kizuna.streams.api.drill;

import kizuna.schemas.Namespace;
import kizuna.streams.afteraction.RunFigures;
import kizuna.streams.drills.RunReader;

/** Reads the records of a drill's run. */
@FunctionalInterface
public interface RunRecords {

  /**
   * Everything that the report of a run is computed from; takes a minute for a million facts.
   *
   * @param progress receives the number of records read
   */
  RunFigures read(Namespace run, RunReader.Progress progress);
}
