package kizuna.streams.api.analysis;

import kizuna.schemas.Namespace;
import kizuna.streams.analysis.LoggedFacts;

/** Opens the facts on a namespace's intake. */
@FunctionalInterface
public interface FactSource {

  /** The facts up to where the log ends now; whoever opens them closes them. */
  LoggedFacts open(Namespace namespace);
}
