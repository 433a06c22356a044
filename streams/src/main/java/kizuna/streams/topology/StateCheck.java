package kizuna.streams.topology;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import kizuna.schemas.SchemaRegistry;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.LastDecision;
import kizuna.streams.processing.NewerStateException;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the state of one task, and allows decisions only on state that matches the log: it agrees
 * with itself, ends in the last decision of its partition, and covers every record that was
 * processed.
 *
 * <p>Kafka Streams may open a store that was not restored (4.3 and 4.4 keep the changelog offsets
 * of a task that was closed dirty), a folder may be an old copy, bytes may have changed. Wrong
 * state is deleted and restored from the changelog.
 */
final class StateCheck {

  private static final Logger LOG = LoggerFactory.getLogger(StateCheck.class);

  private final TaskId task;
  private final StateStatus status;
  private final LastDecision.@Nullable Source decisions;
  private @Nullable FactProcessor processor;
  private @Nullable String fault;
  private long decidedUpTo = -1;
  private long processedUpTo = -1;
  private boolean anyProcessed;

  /**
   * Opens and compares. {@link #requireRight} reports a fault: Streams can send a task back to its
   * changelog while it works, not while it is made.
   *
   * @param opening opens the state
   * @param decisions finds the last decision; null without a broker
   * @throws SchemaRegistry.RegistryUnavailable if the state needs a schema that cannot be read
   * @throws NewerStateException if a newer release decided on it
   */
  StateCheck(
      TaskId task,
      StateStatus status,
      Supplier<FactProcessor> opening,
      LastDecision.@Nullable Source decisions) {
    this.task = task;
    this.status = status;
    this.decisions = decisions;
    int partition = task.partition();
    Optional<LastDecision> last = decisions == null ? Optional.empty() : decisions.of(partition);
    try {
      FactProcessor opened = opening.get();
      fault =
          (decisions == null
                  ? opened.state().faultWithin(partition)
                  : opened.state().fault(partition, last))
              .orElse(null);
      OptionalLong cursor = opened.state().processedUpTo(partition);
      anyProcessed = cursor.isPresent() || last.isPresent();
      decidedUpTo = last.map(LastDecision::intakeOffset).orElse(-1L);
      processedUpTo = Math.max(cursor.orElse(-1), decidedUpTo);
      processor = opened;
    } catch (SchemaRegistry.RegistryUnavailable | NewerStateException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("the state of task {} cannot be read", task, e);
      fault = "they cannot be read: " + e;
    }
    if (fault == null) {
      status.right(partition);
    }
  }

  /** Whether the state may be used. */
  boolean isRight() {
    return fault == null;
  }

  /**
   * The pipeline, if its state is right.
   *
   * @throws TaskCorruptedException once, so that the state is restored from the changelog
   * @throws StateStatus.StateLostException if that was done and did not help
   */
  FactProcessor requireRight() {
    FactProcessor opened = processor;
    if (fault != null || opened == null) {
      throw corrupted(String.valueOf(fault));
    }
    return opened;
  }

  /**
   * Whether a record was answered before: the group's offsets were lost, or are an old copy.
   * Nothing is decided twice.
   *
   * <p>Behind the last committed decision, only the state shows that records were processed, as
   * dead letters; those change nothing else in it. If their transaction was aborted but the state
   * was kept, they were never answered: only a committed dead letter counts, else the record is
   * processed now.
   *
   * @throws TaskCorruptedException if empty state gets a record from the middle of the log
   */
  boolean isProcessed(long offset) {
    LastDecision.Source committed = decisions;
    if (!anyProcessed && committed == null && offset > 0) {
      throw corrupted("they are empty, but the next record has offset " + offset);
    }
    if (offset <= decidedUpTo
        || offset <= processedUpTo
            && (committed == null || committed.isDeadLetter(task.partition(), offset))) {
      return true;
    }
    anyProcessed = true;
    return false;
  }

  long processedUpTo() {
    return processedUpTo;
  }

  private TaskCorruptedException corrupted(String why) {
    LOG.warn(
        "the state of task {} does not stand where the log stands: {}. It is thrown away and"
            + " restored from the changelog; until then nothing is decided on it",
        task,
        why);
    status.restoring(task.partition(), why);
    return new TaskCorruptedException(java.util.Set.of(task));
  }
}
