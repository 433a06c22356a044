package kizuna.streams.drills;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillStarted;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.afteraction.DrillCourse;
import kizuna.streams.afteraction.Objective;
import kizuna.streams.afteraction.ObjectivesFile;
import kizuna.streams.afteraction.RunFigures;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.log.RecordLog;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the topics of a drill's run into its figures: each topic once, record by record. Leaves out
 * records written while it reads.
 */
public final class RunReader {

  /** Receives the progress of a reading that may take a minute. */
  @FunctionalInterface
  public interface Progress {

    /** Ignores the progress. */
    Progress NONE = (read, all) -> {};

    /**
     * Reports the number of records read; called by the reading thread: before the first, in
     * between, and at the end with all.
     *
     * @param all records of the run, with the marks of transactions among them
     */
    void read(long read, long all);
  }

  /** A run has more facts than the memory allows. */
  public static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long facts;
    private final long most;

    TooLarge(long facts, long most) {
      super("expected a run of at most " + most + " facts, but " + facts);
      this.facts = facts;
      this.most = most;
    }

    public long facts() {
      return facts;
    }

    public long most() {
      return most;
    }
  }

  private static final int RECORDS_PER_PROGRESS = 2_000;

  private final RecordLog.Source source;
  private final Topics topics;
  private final TopicSerdes formats;
  private final WireFormat<DrillEvent> drillEvents;

  public RunReader(KafkaCluster cluster, SchemaRegistry registry, Topics topics) {
    this((topic, partition) -> new CommittedLog(cluster, topic, partition), registry, topics);
  }

  /** The same from another source of records. */
  public RunReader(RecordLog.Source source, SchemaRegistry registry, Topics topics) {
    this.source = source;
    this.topics = topics;
    this.formats = TopicSerdes.of(topics, registry);
    this.drillEvents = WireFormat.of(topics.drillEvents(), registry);
  }

  /**
   * Requires that the log is not longer: each fact takes about 100 bytes.
   *
   * @throws TooLarge if it is longer
   */
  public void requireAtMost(long facts) {
    long end = end(List.of(topics.intake));
    if (end > facts) {
      throw new TooLarge(end, facts);
    }
  }

  private long end(List<Topic<?>> all) {
    long end = 0;
    for (Topic<?> topic : all) {
      for (int p = 0; p < topic.partitions(); p++) {
        try (RecordLog log = source.open(topic.name(), p)) {
          end += log.end();
        }
      }
    }
    return end;
  }

  /**
   * The figures of the run, with its objectives at the start.
   *
   * @param otherwise objectives if it started without any
   */
  public RunFigures read(List<Objective> otherwise, Progress progress) {
    CountedSource counted = new CountedSource(progress);
    counted.reportBegin();
    try (DecodedTopics all = new DecodedTopics(counted)) {
      DrillCourse course = new DrillCourse();
      all.each(topics.drillEvents(), drillEvents, course::add);
      DrillCourse.Figures conduct = course.figures();
      RunFigures figures =
          new RunFigures(
              conduct,
              conduct
                  .started()
                  .map(DrillStarted::getObjectives)
                  .filter(text -> !text.isEmpty())
                  .map(ObjectivesFile::ofRun)
                  .orElse(otherwise));
      decisions(all, figures);
      all.each(topics.deadLetters, formats.deadLetters(), letter -> figures.addDeadLetter());
      all.each(topics.dispatchLedger, formats.ledger(), figures::add);
      all.each(topics.requestStatus, formats.requests(), figures::add);
      all.each(topics.agreementStatus, formats.agreements(), figures::add);
      counted.reportEnd();
      return figures;
    }
  }

  /** The decisions of all partitions by the log's time, independent of the partition. */
  private void decisions(DecodedTopics all, RunFigures figures) {
    List<DecidedPartition> partitions = new ArrayList<>();
    try {
      for (int p = 0; p < topics.matchDecisions.partitions(); p++) {
        partitions.add(new DecidedPartition(all, topics, formats, p));
      }
      Optional<DecidedPartition> next = earliest(partitions);
      while (next.isPresent()) {
        next.get().takeInto(figures);
        next = earliest(partitions);
      }
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected readable records in " + topics.namespace(), e);
    } finally {
      partitions.forEach(DecidedPartition::close);
    }
  }

  private static Optional<DecidedPartition> earliest(List<DecidedPartition> partitions)
      throws UnreadableRecord {
    DecidedPartition first = null;
    Instant firstAt = Instant.MAX;
    for (DecidedPartition partition : partitions) {
      Optional<Instant> at = partition.nextAt();
      if (at.isPresent() && (first == null || at.get().isBefore(firstAt))) {
        first = partition;
        firstAt = at.get();
      }
    }
    return Optional.ofNullable(first);
  }

  /** Counts the records read from the logs that it opens. */
  private final class CountedSource implements RecordLog.Source {
    private final Progress progress;
    private final long all;
    private long read;

    CountedSource(Progress progress) {
      this.progress = progress;
      this.all =
          progress == Progress.NONE
              ? 0
              : end(
                  List.of(
                      topics.intake,
                      topics.matchDecisions,
                      topics.dispatchEvents,
                      topics.dispatchLedger,
                      topics.requestStatus));
    }

    @Override
    public RecordLog open(String topic, int partition) {
      return new CountedLog(source.open(topic, partition), this);
    }

    void reportBegin() {
      progress.read(0, all);
    }

    void reportEnd() {
      progress.read(all, all);
    }

    void counted() {
      if (++read % RECORDS_PER_PROGRESS == 0) {
        progress.read(Math.min(read, all), all);
      }
    }
  }

  private record CountedLog(RecordLog log, CountedSource count) implements RecordLog {

    @Override
    public long end() {
      return log.end();
    }

    @Override
    public boolean hasNext() {
      return log.hasNext();
    }

    @Override
    public ConsumerRecord<byte[], byte[]> next() {
      count.counted();
      return log.next();
    }

    @Override
    public void close() {
      log.close();
    }
  }
}
