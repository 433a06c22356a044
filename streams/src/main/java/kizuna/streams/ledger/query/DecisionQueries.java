package kizuna.streams.ledger.query;

import static kizuna.streams.ledger.query.LedgerFilter.eq;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.noCondition;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.Rejection;
import kizuna.facts.Fact;
import kizuna.schemas.Topic;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Keyset;
import kizuna.streams.ledger.database.KeysetPager;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.database.Tables.Decisions;
import kizuna.streams.ledger.database.Tables.Explanations;
import kizuna.streams.ledger.database.Tables.Milestones;
import kizuna.streams.ledger.database.Tables.Newest;
import kizuna.streams.ledger.database.Tables.Register;
import kizuna.streams.ledger.model.DeadLetterSummary;
import kizuna.streams.ledger.model.DecisionPosition;
import kizuna.streams.ledger.model.DenialEntry;
import kizuna.streams.ledger.model.Milestone;
import kizuna.streams.ledger.model.NoticeEntry;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Queries of decisions' positions, rejections, denials, dead letters and notices. */
public final class DecisionQueries {

  private static final Newest NOTICES = Newest.NOTICES;
  private static final Newest DENIALS = Newest.DENIALS;
  private static final Newest LOST = Newest.LOST_REPORTS;

  private final ReadQuery reads;
  private final ChangeFeed feed;

  DecisionQueries(ReadQuery reads, ChangeFeed feed) {
    this.reads = reads;
    this.feed = feed;
  }

  /**
   * Positions of the decisions that explain a request, the newest last; the oldest are not kept.
   */
  public List<DecisionPosition> explanationsOf(String network, String request) {
    return reads.read(
        sql ->
            sql.select(Explanations.PARTITION, Explanations.RECORD_OFFSET, Explanations.SEQUENCE)
                .from(Explanations.TABLE)
                .where(Explanations.REQUEST_KEY.eq(network + "/" + request))
                .orderBy(Explanations.SEQUENCE)
                .fetch(r -> new DecisionPosition(r.value1(), r.value2(), r.value3())));
  }

  /** Position of the last decision that cancelled a request; empty: none. */
  public Optional<DecisionPosition> cancellationOf(String networkId, String request) {
    return reads.read(
        sql ->
            sql.select(Decisions.PARTITION, Decisions.RECORD_OFFSET, Decisions.SEQUENCE)
                .from(Decisions.TABLE)
                .where(Decisions.NETWORK.eq(networkId))
                .and(
                    Decisions.SEQUENCE.eq(
                        sql.select(max(Milestones.SEQUENCE))
                            .from(Milestones.TABLE)
                            .where(Milestones.KIND.eq(Milestone.Kind.CANCELLED.name()))
                            .and(Milestones.NETWORK.eq(networkId))
                            .and(Milestones.SUBJECT.eq(request))))
                .fetchOptional(r -> new DecisionPosition(r.value1(), r.value2(), r.value3())));
  }

  /** The intake offset of the newest decided fact of a network; -1 if none. */
  public long lastDecided(String networkId) {
    return reads.read(
        sql ->
            sql.select(Decisions.INTAKE_OFFSET)
                .from(Decisions.TABLE)
                .where(Decisions.NETWORK.eq(networkId))
                .orderBy(Decisions.INTAKE_OFFSET.desc())
                .limit(1)
                .fetchOptional(Decisions.INTAKE_OFFSET)
                .orElse(-1L));
  }

  /** The outcome of the fact at an offset of an intake topic, at one moment. */
  public ReportOutcome outcomeOf(Topic<Fact> intake, String networkId, long offset) {
    return reads.read(
        sql -> {
          DecisionQueries now = new DecisionQueries(ReadQuery.within(sql), feed);
          Optional<DecisionPosition> decided = now.decisionOn(networkId, offset);
          if (decided.isPresent()) {
            return new ReportOutcome.Decided(decided.get());
          }
          Optional<DeadLetterSummary> lost = now.lostReport(intake.name(), networkId, offset);
          if (lost.isPresent()) {
            return new ReportOutcome.Lost(lost.get());
          }
          return now.hasPassed(sql, intake, networkId, offset)
              ? ReportOutcome.Missing.UNKNOWN
              : ReportOutcome.Missing.PENDING;
        });
  }

  /**
   * Whether a later record of the network's partition is decided. Networks share partitions, and
   * the records of a partition are decided in their order.
   */
  private boolean hasPassed(DSLContext sql, Topic<Fact> intake, String networkId, long offset) {
    int partition = partitionOf(intake, networkId);
    return sql
        .select(Register.NETWORK.text("id"))
        .from(Register.NETWORK.table())
        .fetch(Register.NETWORK.text("id"))
        .stream()
        .filter(id -> partitionOf(intake, id) == partition)
        .anyMatch(id -> lastDecided(id) >= offset);
  }

  private static int partitionOf(Topic<Fact> intake, String networkId) {
    return intake.partitionOf(networkId.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The same, when the fact is decided or lost, or after the limit. A dead letter may be read after
   * the decision on a later fact, so this waits for an unknown offset too.
   */
  public ReportOutcome awaitOutcomeOf(
      Topic<Fact> intake, String networkId, long offset, Duration longest)
      throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (true) {
      long seen = feed.last();
      ReportOutcome found = outcomeOf(intake, networkId, offset);
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (!(found instanceof ReportOutcome.Missing) || left.isNegative()) {
        return found;
      }
      feed.await(seen, left);
    }
  }

  private Optional<DecisionPosition> decisionOn(String networkId, long intakeOffset) {
    return reads.read(
        sql ->
            sql.select(Decisions.PARTITION, Decisions.RECORD_OFFSET, Decisions.SEQUENCE)
                .from(Decisions.TABLE)
                .where(Decisions.NETWORK.eq(networkId))
                .and(Decisions.INTAKE_OFFSET.eq(intakeOffset))
                .fetchOptional(r -> new DecisionPosition(r.value1(), r.value2(), r.value3())));
  }

  private <R> RowPage<R> page(
      Newest list,
      Condition wanted,
      List<Field<?>> columns,
      KeysetPager.Reader<R> reader,
      @Nullable PageCursor after,
      int limit) {
    return reads.read(
        sql ->
            KeysetPager.page(
                sql,
                list.table(),
                wanted,
                new Keyset(list.at(), true, list.key()),
                columns,
                reader,
                after,
                limit));
  }

  /**
   * Notices, the newest first; {@value DecisionWriter#NOTICES_KEPT} of each network and code are
   * kept.
   */
  public RowPage<NoticeEntry> notices(NoticeQuery query, @Nullable PageCursor after, int limit) {
    Condition wanted =
        eq(NOTICES.network(), query.network())
            .and(eq(NOTICES.text("addressee"), query.addressee()))
            .and(
                query.codes().isEmpty()
                    ? noCondition()
                    : NOTICES.text("code").in(query.codes().stream().map(Enum::name).toList()));
    return page(
        NOTICES,
        wanted,
        List.of(NOTICES.network(), NOTICES.number("sequence"), NOTICES.at(), NOTICES.avro()),
        r ->
            new NoticeEntry(
                r.get(NOTICES.network()),
                r.get(NOTICES.number("sequence")),
                Instant.ofEpochMilli(r.get(NOTICES.at())),
                AvroRows.NOTICE.decode(r.get(NOTICES.avro()))),
        after,
        limit);
  }

  /**
   * Refused facts, the newest first; {@value DecisionWriter#REJECTIONS_KEPT} of each network are
   * kept.
   */
  public RowPage<Rejection> rejections(
      @Nullable String network, @Nullable PageCursor after, int limit) {
    Newest list = Newest.REJECTIONS;
    return page(
        list,
        eq(list.network(), network),
        List.of(list.avro()),
        KeysetPager.avro(AvroRows.REJECTION, list.avro()),
        after,
        limit);
  }

  /** Number of denials in one network or all, including those that are not kept. */
  public long denied(@Nullable String network) {
    Field<Long> counted = DENIALS.number("counted");
    return reads.read(
        sql ->
            sql
                .select(max(counted))
                .from(DENIALS.table())
                .where(eq(DENIALS.network(), network))
                .groupBy(DENIALS.network())
                .fetch(0, Long.class)
                .stream()
                .mapToLong(Long::longValue)
                .sum());
  }

  /**
   * Denied access, the newest first; {@value DecisionWriter#DENIALS_KEPT} of each network are kept,
   * and {@value DecisionWriter#DENIALS_OF_ACCOUNT_KEPT} of each account in it.
   */
  public RowPage<DenialEntry> denials(
      @Nullable String network, @Nullable String account, @Nullable PageCursor after, int limit) {
    return page(
        DENIALS,
        eq(DENIALS.network(), network).and(eq(DENIALS.text("account"), account)),
        List.of(DENIALS.network(), DENIALS.at(), DENIALS.avro()),
        r ->
            new DenialEntry(
                r.get(DENIALS.network()),
                Instant.ofEpochMilli(r.get(DENIALS.at())),
                AvroRows.DENIAL.decode(r.get(DENIALS.avro()))),
        after,
        limit);
  }

  /**
   * Records that could not be processed, the newest first; {@value
   * DecisionWriter#LOST_REPORTS_KEPT} are kept.
   */
  public RowPage<DeadLetterSummary> lostReports(
      @Nullable String network, @Nullable PageCursor after, int limit) {
    return page(
        LOST,
        eq(LOST.network(), network),
        List.of(
            LOST.number("partition_no"),
            LOST.number("record_offset"),
            LOST.number("value_bytes"),
            LOST.avro()),
        DecisionQueries::lost,
        after,
        limit);
  }

  private static DeadLetterSummary lost(Record r) {
    return new DeadLetterSummary(
        r.get(LOST.number("partition_no")).intValue(),
        r.get(LOST.number("record_offset")),
        AvroRows.DEAD_LETTER.decode(r.get(LOST.avro())),
        r.get(LOST.number("value_bytes")).intValue());
  }

  /** The dead letter of a record of the intake, if any. */
  private Optional<DeadLetterSummary> lostReport(String topic, String networkId, long offset) {
    ByteBuffer key = ByteBuffer.wrap(networkId.getBytes(StandardCharsets.UTF_8));
    return reads
        .read(
            sql ->
                sql.select(
                        LOST.number("partition_no"),
                        LOST.number("record_offset"),
                        LOST.number("value_bytes"),
                        LOST.avro())
                    .from(LOST.table())
                    .where(LOST.text("topic").eq(topic))
                    .and(LOST.number("topic_offset").eq(offset))
                    .fetch(DecisionQueries::lost))
        .stream()
        .filter(l -> isOf(l.letter(), key))
        .findFirst();
  }

  private static boolean isOf(DeadLetter letter, ByteBuffer key) {
    return letter.getKey() != null && letter.getKey().duplicate().equals(key);
  }
}
