package kizuna.streams.ledger.query;

import static kizuna.streams.ledger.query.LedgerFilter.eq;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import kizuna.schemas.JapanTime;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.database.Tables.Dispatches;
import kizuna.streams.ledger.database.Tables.Requests;
import kizuna.streams.ledger.model.LogMoment;
import kizuna.streams.ledger.model.Meter;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Coverage of the need by day and work, now or at a past moment. */
public final class MeterQueries {

  private static final int ANSWERS_KEPT = 16;

  private final ReadQuery reads;
  private final Function<String, Optional<Instant>> clock;
  private final LongSupplier commits;

  /** The last answers, for many readers of the same board. */
  private final Map<MetersQuery, Answer> answers =
      new LinkedHashMap<>(ANSWERS_KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MetersQuery, Answer> eldest) {
          return size() > ANSWERS_KEPT;
        }
      };

  /** Meters, with the number of commits at that time. */
  private record Answer(long commits, List<Meter> meters) {}

  /**
   * @param clock the log's time in a network, now
   * @param commits number of commits so far
   */
  MeterQueries(ReadQuery reads, Function<String, Optional<Instant>> clock, LongSupplier commits) {
    this.reads = reads;
    this.clock = clock;
    this.commits = commits;
  }

  /** Coverage of the need at a moment. */
  public List<Meter> meters(MetersQuery query, LogMoment moment) {
    return compute(query, moment);
  }

  /** Current coverage of the need. */
  public List<Meter> meters(MetersQuery query) {
    // A concurrent equal query waits for the first one's answer.
    synchronized (answers) {
      long now = commits.getAsLong();
      Answer known = answers.get(query);
      if (known == null || known.commits() != now) {
        known = new Answer(now, compute(query, null));
        answers.put(query, known);
      }
      return known.meters();
    }
  }

  private List<Meter> compute(MetersQuery query, @Nullable LogMoment moment) {
    return reads.read(
        sql -> {
          Condition wanted =
              eq(Requests.NETWORK, query.network())
                  .and(eq(Requests.DISASTER, query.disaster()))
                  .and(eq(Requests.RECEIVER, query.receiver()));
          if (!query.tasks().isEmpty()) {
            wanted = wanted.and(Requests.TASK.in(query.tasks().stream().map(Enum::name).toList()));
          }
          List<RequestStatus> requests =
              sql.select(Requests.AVRO)
                  .from(RequestQueries.table(moment))
                  .where(wanted)
                  .fetch(r -> AvroRows.REQUEST.decode(r.value1()));
          Map<String, List<LedgerEntry>> dispatches = new HashMap<>();
          requests.forEach(r -> dispatches.put(Meters.key(r), new ArrayList<>()));
          // A dispatch has the receiver and the network of its request.
          sql.select(Dispatches.AVRO)
              .from(DispatchQueries.table(moment))
              .where(eq(Dispatches.NETWORK, query.network()))
              .and(eq(Dispatches.RECEIVER, query.receiver()))
              .forEach(
                  r -> {
                    LedgerEntry e = AvroRows.DISPATCH.decode(r.value1());
                    List<LedgerEntry> of = dispatches.get(Meters.key(e));
                    if (of != null) {
                      of.add(e);
                    }
                  });
          return Meters.of(requests, dispatches, query.from(), query.to(), todays(sql, moment));
        });
  }

  /** Coverage of each day of one request, in order. */
  public List<Meter> days(RequestStatus request, List<LedgerEntry> dispatches) {
    return Meters.of(
        List.of(request),
        Map.of(Meters.key(request), dispatches),
        null,
        null,
        network -> day(clock.apply(network).orElse(null)));
  }

  /** The day (JST) of a network's log; the earliest day before its first decision. */
  private static Function<String, LocalDate> todays(DSLContext sql, @Nullable LogMoment moment) {
    Map<String, Instant> clocks = FigureQueries.clocks(sql, moment);
    return network -> day(clocks.get(network));
  }

  private static LocalDate day(@Nullable Instant now) {
    return now == null ? LocalDate.MIN : LocalDate.ofInstant(now, JapanTime.ZONE);
  }
}
