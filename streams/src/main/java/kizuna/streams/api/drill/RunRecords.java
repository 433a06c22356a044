package kizuna.streams.api.drill;

import kizuna.schemas.Namespace;
import kizuna.streams.afteraction.RunFigures;

/** Reads the records of a drill's run. */
@FunctionalInterface
public interface RunRecords {

  /** Everything that the report of a run is computed from; takes seconds for a large one. */
  RunFigures read(Namespace run);
}
