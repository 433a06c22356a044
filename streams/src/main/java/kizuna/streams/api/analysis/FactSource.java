package kizuna.streams.api.analysis;

import kizuna.schemas.Namespace;
import kizuna.streams.analysis.LoggedFacts;

/** Opens the facts on a namespace's intake. */
@FunctionalInterface
public interface FactSource {

  /** The facts up to the current end of the log; the caller closes them. */
  LoggedFacts open(Namespace namespace);
}
