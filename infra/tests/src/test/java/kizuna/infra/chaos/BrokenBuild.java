package kizuna.infra.chaos;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import kizuna.infra.bench.DeciderProcess;
import kizuna.streams.guarantees.Mutated;
import net.bytebuddy.asm.Advice;
import org.apache.kafka.clients.producer.Producer;

/**
 * A decider with one step of exactly-once deliberately broken, in a process of its own: the fault
 * runner is worth something if it catches each of them.
 */
@SuppressWarnings("UnusedVariable") // Advice is copied, not called.
enum BrokenBuild {

  /** What is sent twice counts twice. */
  DROPPED_KEY(
      KillsRound.Harm.KILL,
      m -> m.and("kizuna.streams.processing.Deduplicator", "find", Empty.class)),

  /** Each third commit is an abort that nobody is told of. */
  SWALLOWED_COMMIT(
      KillsRound.Harm.KILL,
      m ->
          m.and(
              "org.apache.kafka.clients.producer.KafkaProducer",
              "commitTransaction",
              AbortsEachThird.class)),

  /** What an aborted transaction wrote stays in the state, and nobody looks. */
  KEPT_STATE(
      KillsRound.Harm.STOP,
      m ->
          m.and(
                  "org.apache.kafka.streams.processor.internals.StateManagerUtil",
                  "closeStateManager",
                  NotWiped.class)
              .and(
                  "org.apache.kafka.streams.processor.internals.ProcessorStateManager",
                  "initializeStoreOffsets",
                  SeemsNew.class)
              .and("kizuna.streams.processing.PartitionState", "fault", Empty.class));

  private final KillsRound.Harm harm;
  private final UnaryOperator<Mutated> faults;

  BrokenBuild(KillsRound.Harm harm, UnaryOperator<Mutated> faults) {
    this.harm = harm;
    this.faults = faults;
  }

  /** What it is called. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** By what it shows. */
  KillsRound.Harm harm() {
    return harm;
  }

  /**
   * @param args the name of a constant, and the arguments of {@link DeciderProcess}
   */
  public static void main(String[] args) throws ReflectiveOperationException {
    valueOf(args[0])
        .faults
        .apply(
            // Whatever sees a class that is loaded once more is loaded once more itself.
            Mutated.reloading("kizuna.", "org.apache.kafka.", "org.apache.avro."))
        .main(DeciderProcess.class.getName(), Arrays.copyOfRange(args, 1, args.length));
  }

  // The faults. Their code is copied into the methods that they break.

  static final class Empty {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Optional<?> found) {
      found = Optional.empty();
    }
  }

  static final class AbortsEachThird {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter(@Advice.This Producer<?, ?> producer) {
      int commits = Integer.getInteger("kizuna.broken.commits", 0) + 1;
      System.setProperty("kizuna.broken.commits", Integer.toString(commits));
      if (commits % 3 == 0) {
        producer.abortTransaction();
        return true;
      }
      return false;
    }
  }

  static final class NotWiped {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 3, readOnly = false) boolean exactlyOnce) {
      exactlyOnce = false;
    }
  }

  static final class SeemsNew {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 0, readOnly = false) boolean empty) {
      empty = true;
    }
  }
}
