package kizuna.streams.ledger.write;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kizuna.codes.FactKind;
import kizuna.codes.NoticeCode;
import kizuna.codes.Outcome;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Notice;
import kizuna.decisions.Rejection;
import kizuna.schemas.form.FactDescriptor.Feed;
import kizuna.schemas.form.FactKinds;
import kizuna.streams.explain.ClockSpan;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Statements;
import kizuna.streams.ledger.model.DenialEntry;
import org.jspecify.annotations.Nullable;

/**
 * Writes the positions of decisions, the requests that they explain, and the lists of notices,
 * rejections, denials and lost reports.
 */
public final class DecisionWriter {

  /**
   * Newest notices of each network and code. Notices of waiting items repeat daily, so old ones are
   * not kept.
   */
  public static final int NOTICES_KEPT = 5_000;

  /** Newest rejections of each network. */
  public static final int REJECTIONS_KEPT = 5_000;

  /** Newest denials of each network; repeated attempts do not fill the disk. */
  public static final int DENIALS_KEPT = 5_000;

  /** The same of each account in a network, so that it hides few of others. */
  public static final int DENIALS_OF_ACCOUNT_KEPT = 1_000;

  /** Newest lost reports of all networks, because the network in a report may be wrong. */
  public static final int LOST_REPORTS_KEPT = 10_000;

  private static final Set<FactKind> OF_DISASTERS =
      FactKinds.where(fact -> fact.feed().equals(Optional.of(Feed.DISASTERS)));

  private static final Set<NoticeCode> OF_THE_CLOCK =
      EnumSet.of(NoticeCode.CLOCK_SET_BACK, NoticeCode.CLOCK_SET_FORWARD);

  /** For this time each quiet day has its row; after it, one day in {@link #DAYS_APART}. */
  public static final Duration EACH_DAY_KEPT = Duration.ofDays(366);

  public static final int DAYS_APART = 30;
  private static final int EXPLANATIONS_KEPT = 16;
  private static final int RAW_BYTES_KEPT = 256;

  /** The newest decision of a network. */
  private record Last(long intakeOffset, long logTime, long counted, long rejected) {}

  /** Rows with a limit, the newest kept: those of a network, with one value in one column. */
  private record Kind(String table, int kept, String network, String column, String value) {}

  private final Statements sql;
  private final MilestoneWriter milestones;
  private final Map<String, Last> last = new HashMap<>();
  private final Set<Kind> grown = new HashSet<>();

  /** The time when a lost report was counted, and the count then. */
  private record Counted(long at, long number) {}

  public DecisionWriter(Statements sql) {
    this.sql = sql;
    this.milestones = new MilestoneWriter(sql);
  }

  void decided(MatchDecision d, int partition, long offset, List<String> requestsExplained)
      throws SQLException {
    String network = d.getNetworkId();
    Last before = last(network);
    // Facts of a network are decided in their order: another decision on one is of a duplicate.
    if (before == null) {
      sql.update("insert into network (id) values (?) on conflict (id) do nothing", network);
    }
    if (before == null || d.getIntakeOffset() > before.intakeOffset()) {
      long at = d.getDecidedAt().toEpochMilli();
      Last now =
          new Last(
              d.getIntakeOffset(),
              setBack(d)
                  .map(ClockSpan::to)
                  .map(Instant::toEpochMilli)
                  .orElse(before == null ? at : Math.max(at, before.logTime())),
              (before == null ? 0 : before.counted()) + 1,
              (before == null ? 0 : before.rejected())
                  + (d.getOutcome() == Outcome.REJECTED ? 1 : 0));
      sql.update(
          "insert into decision (network, sequence, intake_offset, partition_no, record_offset,"
              + " decided_at, log_time, counted, rejected, time_told, hash)"
              + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          network,
          d.getSequence(),
          d.getIntakeOffset(),
          partition,
          offset,
          at,
          now.logTime(),
          now.counted(),
          now.rejected(),
          d.getFactKind() == FactKind.TIME_PASSED ? 1 : 0,
          d.getHash().bytes());
      last.put(network, now);
    }
    if (OF_DISASTERS.contains(d.getFactKind()) && d.getOutcome() == Outcome.ACCEPTED) {
      sql.update(
          "insert into declared_by (event_id, sequence) values (?, ?)"
              + " on conflict (event_id) do update set sequence = excluded.sequence",
          d.getEventId().toString(),
          d.getSequence());
    }
    for (String request : requestsExplained) {
      explained(network + "/" + request, d.getSequence(), partition, offset);
    }
  }

  /**
   * Adds the position of an explanation; keeps the newest {@link #EXPLANATIONS_KEPT} of a request.
   */
  private void explained(String key, long sequence, int partition, long offset)
      throws SQLException {
    sql.update(
        "insert into explanation (request_key, sequence, partition_no, record_offset)"
            + " values (?, ?, ?, ?) on conflict (request_key, sequence) do update set"
            + " partition_no = excluded.partition_no, record_offset = excluded.record_offset",
        key,
        sequence,
        partition,
        offset);
    sql.update(
        "delete from explanation where request_key = ? and sequence <= (select sequence from"
            + " explanation where request_key = ? order by sequence desc limit 1 offset "
            + EXPLANATIONS_KEPT
            + ")",
        key,
        key);
  }

  /** Decisions made after a log's time was set back are found at the new time. */
  private static Optional<ClockSpan> setBack(MatchDecision d) {
    return d.getNotices().stream()
        .filter(notice -> notice.getCode() == NoticeCode.CLOCK_SET_BACK)
        .findFirst()
        .map(notice -> ClockSpan.of(notice.getOther()));
  }

  /**
   * Deletes most rows of decisions that only moved the clock of a network at rest, more than a year
   * ago: the rows of quiet years do not grow with each day. A past moment in such a time is shown
   * as of up to {@value #DAYS_APART} days before, with the same state. Correct only if all topics
   * have been read as far as the decisions.
   */
  void deleteIdleDays() throws SQLException {
    for (String network : sql.all("select id from network", row -> row.getString(1))) {
      Last newest = last(network);
      if (newest == null) {
        continue;
      }
      sql.update(
          "delete from decision where network = ? and time_told = 1 and log_time < ?"
              + " and (log_time / ?) % ? <> 0"
              + " and (select b.time_told from decision b where b.network = decision.network"
              + " and b.sequence < decision.sequence order by b.sequence desc limit 1) = 1"
              + " and coalesce((select p.proposed + p.confirmed + p.in_transit + p.on_site"
              + " + p.not_reported from persons_course p where p.network = decision.network"
              + " and p.sequence <= decision.sequence order by p.sequence desc limit 1), 0) = 0"
              + " and coalesce((select m.open from missing_course m"
              + " where m.network = decision.network and m.sequence <= decision.sequence"
              + " order by m.sequence desc limit 1), 0) = 0",
          network,
          newest.logTime() - EACH_DAY_KEPT.toMillis(),
          Duration.ofDays(1).toMillis(),
          DAYS_APART);
    }
  }

  private @Nullable Last last(String network) throws SQLException {
    Last known = last.get(network);
    if (known == null) {
      known =
          sql.first(
                  "select intake_offset, log_time, counted, rejected from decision"
                      + " where network = ? order by intake_offset desc limit 1",
                  row -> new Last(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
                  network)
              .orElse(null);
      if (known != null) {
        last.put(network, known);
      }
    }
    return known;
  }

  /** The notices of a decision. */
  void noticed(MatchDecision d, List<Notice> given) throws SQLException {
    for (int i = 0; i < given.size(); i++) {
      Notice notice = given.get(i);
      sql.update(
          "insert into notice (key, network, sequence, at, addressee, code, avro)"
              + " values (?, ?, ?, ?, ?, ?, ?) on conflict (key) do nothing",
          // At the same moment, the later decision is first.
          String.format(
              Locale.ROOT, "%s/%019d/%05d", d.getNetworkId(), Long.MAX_VALUE - d.getSequence(), i),
          d.getNetworkId(),
          d.getSequence(),
          d.getDecidedAt().toEpochMilli(),
          notice.getAddressee(),
          notice.getCode().name(),
          AvroRows.NOTICE.encode(notice));
      if (OF_THE_CLOCK.contains(notice.getCode())) {
        milestones.clockSet(d, notice);
      } else if (notice.getCode() == NoticeCode.RULES_ADOPTED) {
        milestones.rulesAdopted(d, notice);
      }
      grown.add(
          new Kind("notice", NOTICES_KEPT, d.getNetworkId(), "code", notice.getCode().name()));
    }
  }

  public void rejected(int partition, long offset, Rejection rejection) throws SQLException {
    sql.update(
        "insert into rejection (key, network, at, avro) values (?, ?, ?, ?)"
            + " on conflict (key) do nothing",
        newestFirst(partition, offset),
        rejection.getNetworkId(),
        rejection.getAt().toEpochMilli(),
        AvroRows.REJECTION.encode(rejection));
    String network = rejection.getNetworkId();
    grown.add(new Kind("rejection", REJECTIONS_KEPT, network, "network", network));
  }

  /** Writes a denial at an offset of the intake. */
  public void denied(int partition, long offset, DenialEntry denial) throws SQLException {
    String network = denial.networkId();
    long counted =
        1
            + sql.first(
                    "select counted from denial where network = ? order by counted desc limit 1",
                    row -> row.getLong(1),
                    network)
                .orElse(0L);
    // Null if a token was not valid.
    String account = denial.denied().getAccount() == null ? "" : denial.denied().getAccount();
    int added =
        sql.update(
            "insert into denial (key, network, at, account, counted, avro)"
                + " values (?, ?, ?, ?, ?, ?) on conflict (key) do nothing",
            newestFirst(partition, offset),
            network,
            denial.at().toEpochMilli(),
            account,
            counted,
            AvroRows.DENIAL.encode(denial.denied()));
    if (added > 0) {
      sql.update(
          "delete from denial where network = ? and counted <= ?", network, counted - DENIALS_KEPT);
      grown.add(new Kind("denial", DENIALS_OF_ACCOUNT_KEPT, network, "account", account));
    }
  }

  public void lost(int partition, long offset, DeadLetter letter) throws SQLException {
    int bytes = letter.getValue() == null ? 0 : letter.getValue().remaining();
    DeadLetter cut =
        DeadLetter.newBuilder(letter)
            .setValue(
                letter.getValue() == null
                    ? null
                    : letter
                        .getValue()
                        .duplicate()
                        .limit(letter.getValue().position() + Math.min(bytes, RAW_BYTES_KEPT))
                        .slice())
            .build();
    long at = letter.getAt().toEpochMilli();
    Counted before =
        sql.first(
                "select counted_at, counted from lost_report order by counted desc limit 1",
                row -> new Counted(row.getLong(1), row.getLong(2)))
            .orElse(new Counted(at, 0));
    long counted = before.number() + 1;
    sql.update(
        "insert into lost_report (key, network, topic, topic_offset, partition_no, record_offset,"
            + " at, counted_at, counted, value_bytes, avro)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do nothing",
        newestFirst(partition, offset),
        networkOf(letter),
        letter.getTopic(),
        letter.getOffset(),
        partition,
        offset,
        at,
        Math.max(at, before.at()),
        counted,
        bytes,
        AvroRows.DEAD_LETTER.encode(cut));
    sql.update("delete from lost_report where counted <= ?", counted - LOST_REPORTS_KEPT);
  }

  /** The network in the key of a lost report, which may be invalid. */
  private static String networkOf(DeadLetter letter) {
    return letter.getKey() == null
        ? ""
        : StandardCharsets.UTF_8.decode(letter.getKey().duplicate()).toString().replace('\0', '?');
  }

  /** A key that orders the later record first, also at the same moment. */
  private static String newestFirst(int partition, long offset) {
    return String.format(Locale.ROOT, "%05d/%019d", partition, Long.MAX_VALUE - offset);
  }

  /**
   * Removes the oldest rows where rows were added: those of the earliest decisions, because a log's
   * time may be set back.
   */
  public void flush() throws SQLException {
    for (Kind kind : grown) {
      String rows = kind.table() + " where network = ? and " + kind.column() + " = ?";
      sql.update(
          "delete from "
              + rows
              + " and key >= (select key from "
              + rows
              + " order by key limit 1 offset "
              + kind.kept()
              + ")",
          kind.network(),
          kind.value(),
          kind.network(),
          kind.value());
    }
    grown.clear();
  }

  /** Discards changes that are not stored, after a rollback. */
  void forget() {
    last.clear();
    grown.clear();
  }
}
