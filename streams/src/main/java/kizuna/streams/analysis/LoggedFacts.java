package kizuna.streams.analysis;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.schemas.log.HeadCountsOnly;
import kizuna.streams.log.RecordLog;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The facts on a namespace's intake in the form allowed for export ({@link HeadCountsOnly}), as
 * facts of a drill. Partitions are merged by the time of the record; one record of each is held.
 */
public final class LoggedFacts implements Iterator<Fact>, AutoCloseable {

  private final List<Partition> partitions = new ArrayList<>();
  private final HeadCountsOnly only = new HeadCountsOnly();
  private @Nullable Fact next;
  private long unreadable;

  /**
   * @param source opens the partitions, which fixes their ends
   */
  public LoggedFacts(RecordLog.Source source, SchemaRegistry registry, Topics topics) {
    WireFormat<Fact> format = WireFormat.of(topics.intake, registry);
    for (int p = 0; p < topics.intake.partitions(); p++) {
      partitions.add(new Partition(source.open(topics.intake.name(), p), format));
    }
  }

  private final class Partition {
    private final RecordLog log;
    private final WireFormat<Fact> format;
    private @Nullable Fact head;

    Partition(RecordLog log, WireFormat<Fact> format) {
      this.log = log;
      this.format = format;
    }

    @Nullable Fact head() {
      while (head == null && log.hasNext()) {
        ConsumerRecord<byte[], byte[]> record = log.next();
        try {
          head = format.decode(record.value());
        } catch (UnreadableRecord e) {
          unreadable++;
        }
      }
      return head;
    }

    void take() {
      head = null;
    }
  }

  @Override
  public boolean hasNext() {
    while (next == null) {
      Partition first = null;
      Fact earliest = null;
      for (Partition partition : partitions) {
        Fact head = partition.head();
        if (head != null
            && (earliest == null || head.getRecordedAt().isBefore(earliest.getRecordedAt()))) {
          earliest = head;
          first = partition;
        }
      }
      if (first == null || earliest == null) {
        return false;
      }
      first.take();
      Optional<Fact> leaving = only.of(earliest);
      leaving.ifPresent(
          fact -> fact.put(fact.getSchema().getField("mode").pos(), OperationMode.EXERCISE));
      next = leaving.orElse(null);
    }
    return true;
  }

  @Override
  public Fact next() {
    Fact fact = hasNext() ? next : null;
    if (fact == null) {
      throw new NoSuchElementException("the end of a namespace's intake");
    }
    next = null;
    return fact;
  }

  /** The facts left out so far. */
  public HeadCountsOnly leftOut() {
    return only;
  }

  /** Records that cannot be read. */
  public long unreadable() {
    return unreadable;
  }

  @Override
  public void close() {
    partitions.forEach(p -> p.log.close());
  }
}
