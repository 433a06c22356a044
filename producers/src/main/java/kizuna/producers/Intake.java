package kizuna.producers;

import java.util.concurrent.CompletionStage;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;

/** Appends accepted facts to the log. */
@FunctionalInterface
public interface Intake {

  /** Appends a fact; completes with its position. */
  CompletionStage<IntakeProducer.Receipt> append(Namespace namespace, Fact fact);
}
