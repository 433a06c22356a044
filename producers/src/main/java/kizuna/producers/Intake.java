package kizuna.producers;

import java.util.concurrent.CompletionStage;
import kizuna.facts.Fact;
import kizuna.schemas.Namespace;

/** Where the door puts what it took. */
@FunctionalInterface
public interface Intake {

  /** Appends a fact; completes with where it lies. */
  CompletionStage<IntakeProducer.Receipt> append(Namespace namespace, Fact fact);
}
