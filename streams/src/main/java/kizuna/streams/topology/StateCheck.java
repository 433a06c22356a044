package kizuna.streams.topology;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import kizuna.schemas.SchemaRegistry;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the books of one task, and lets nobody decide on them unless they stand where the log
 * stands: they agree with themselves, end in the last decision of their partition, and answered all
 * that was answered.
 *
 * <p>Kafka Streams may hand out a store that was not restored (4.3 and 4.4 keep the changelog
 * offsets of a task that was closed dirty), a folder may be an old copy, bytes may have changed.
 * What is wrong is thrown away and restored from the changelog.
 */
final class StateCheck {

  private static final Logger LOG = LoggerFactory.getLogger(StateCheck.class);

  private final TaskId task;
  private final StateStatus status;
  private final boolean hasTopic;
  private @Nullable FactProcessor log;
  private @Nullable String fault;
  private long answeredUpTo = -1;
  private boolean anyAnswered;

  /**
   * Opens and compares. What is wrong is told by {@link #demandRight}: a task can be sent back to
   * its changelog while it works, not while it is made.
   *
   * @param books opens the books
   * @param decisions finds the last decision; null where there is no broker
   * @throws SchemaRegistry.RegistryUnavailable if books need a schema that cannot be asked for
   * @throws StateSeals.NewerBooks if a newer release decided on them
   */
  StateCheck(
      TaskId task,
      StateStatus status,
      Supplier<FactProcessor> books,
      LastDecision.@Nullable Source decisions) {
    this.task = task;
    this.status = status;
    this.hasTopic = decisions != null;
    int partition = task.partition();
    Optional<LastDecision> last = decisions == null ? Optional.empty() : decisions.of(partition);
    try {
      FactProcessor opened = books.get();
      fault =
          (hasTopic ? opened.fault(partition, last) : opened.faultWithin(partition)).orElse(null);
      OptionalLong cursor = opened.answeredUpTo(partition);
      anyAnswered = cursor.isPresent() || last.isPresent();
      answeredUpTo = Math.max(cursor.orElse(-1), last.map(LastDecision::intakeOffset).orElse(-1L));
      log = opened;
    } catch (SchemaRegistry.RegistryUnavailable | StateSeals.NewerBooks e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("the books of task {} cannot be read", task, e);
      fault = "they cannot be read: " + e;
    }
    if (fault == null) {
      status.right(partition);
    }
  }

  /** Whether the books may be shown. */
  boolean isRight() {
    return fault == null;
  }

  /**
   * The books, if they are right.
   *
   * @throws TaskCorruptedException once, so that they are restored from the changelog
   * @throws StateStatus.BooksLost if that was done and did not help
   */
  FactProcessor demandRight() {
    FactProcessor opened = log;
    if (fault != null || opened == null) {
      throw corrupted(String.valueOf(fault));
    }
    return opened;
  }

  /**
   * Whether a record was answered before: offsets of the group were lost, or an old copy of them is
   * used. Nothing is decided twice.
   *
   * @throws TaskCorruptedException if books that know nothing are given a record from the middle
   */
  boolean isAnswered(long offset) {
    if (!anyAnswered && !hasTopic && offset > 0) {
      throw corrupted("they are empty, but the next record has offset " + offset);
    }
    if (offset <= answeredUpTo) {
      return true;
    }
    anyAnswered = true;
    return false;
  }

  long answeredUpTo() {
    return answeredUpTo;
  }

  private TaskCorruptedException corrupted(String why) {
    LOG.warn(
        "the books of task {} do not stand where the log stands: {}. They are thrown away and"
            + " restored from the changelog; until then nothing is decided on them",
        task,
        why);
    status.restoring(task.partition(), why);
    return new TaskCorruptedException(java.util.Set.of(task));
  }
}
