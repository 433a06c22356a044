package kizuna.streams.afteraction;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import kizuna.codes.AgreementState;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.Outcome;
import kizuna.decisions.DispatchEvent;
import kizuna.facts.Fact;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.seeds.drill.Drills;
import kizuna.states.LedgerEntry;
import kizuna.states.OpenDays;
import kizuna.states.RequestStatus;
import kizuna.streams.guarantees.RandomHistory;
import kizuna.streams.guarantees.Seeds;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.projection.ReadModelFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every figure of a report, computed once more by another path: sums by SQL over the ledger, all
 * else by looking at every record, day by day.
 */
class EveryFigureIsRecomputedTest {

  private static final int HISTORIES = 12;

  static List<String> drills() {
    return Drills.BUNDLED;
  }

  @ParameterizedTest
  @MethodSource("drills")
  void ofAShippedDrill(String id) throws Exception {
    Namespace namespace = Namespace.drill(id);
    check(new RecordedRun(namespace).tell(Drills.load(id).facts()), namespace);
  }

  @TestFactory
  Stream<DynamicTest> ofARandomHistory() {
    return Seeds.each(
        HISTORIES,
        seed ->
            check(
                new RecordedRun(Namespace.LIVE).tell(RandomHistory.of(seed, 130)), Namespace.LIVE));
  }

  private static void check(RecordedRun run, Namespace namespace) {
    AfterActionReport report = run.report(List.of());
    Map<Figure, Long> expected = new TreeMap<>();
    bySql(run, namespace, expected);
    byHand(run, expected);
    Map<Figure, Long> figures = new TreeMap<>(report.figures());
    assertThat(figures).isEqualTo(expected);
    days(run, report);
    lenders(run, report);
    endings(run, report);
    agreements(run, report);
  }

  private static void bySql(RecordedRun run, Namespace namespace, Map<Figure, Long> expected) {
    try (LedgerProjection projection = run.topics.project(namespace)) {
      await("everything read")
          .until(
              () ->
                  projection.isCaughtUp()
                      && projection.lag() == 0
                      && ReadModelFiles.nothingIsWaiting(projection.view()));
      expected.put(
          Figure.FILLED_PERSON_DAYS, sql(projection, "select sum(covered) from request_total"));
      expected.put(
          Figure.SHORTFALL_PERSON_DAYS,
          sql(projection, "select sum(open + unmet) from request_total"));
      expected.put(Figure.PROPOSALS, sql(projection, "select count(*) from dispatch"));
      expected.put(Figure.REJECTED, sql(projection, "select count(*) from rejection"));
      expected.put(Figure.FACTS, sql(projection, "select count(*) from decision"));
      expected.put(
          Figure.LENDERS,
          sql(
              projection,
              "select count(*) from (select lender from dispatch where state not in"
                  + " ('DECLINED', 'LAPSED', 'CANCELLED') and last_day >= first_day"
                  + " group by lender)"));
    }
    long filled = expected.get(Figure.FILLED_PERSON_DAYS);
    long missing = expected.get(Figure.SHORTFALL_PERSON_DAYS);
    expected.put(Figure.REQUESTED_PERSON_DAYS, filled + missing);
    if (filled + missing > 0) {
      expected.put(Figure.FILLED_PERCENT, filled * 100 / (filled + missing));
    }
  }

  private static long sql(LedgerProjection projection, String question) {
    return projection
        .view()
        .database()
        .read(
            sql -> {
              Object value = sql.fetchValue(question);
              return value == null ? 0L : ((Number) value).longValue();
            });
  }

  private static boolean isVoid(LedgerEntry e) {
    return Set.of(DispatchState.DECLINED, DispatchState.LAPSED, DispatchState.CANCELLED)
        .contains(e.getState());
  }

  private static boolean works(LedgerEntry e, LocalDate day) {
    return !isVoid(e) && !day.isBefore(e.getFirstDay()) && !day.isAfter(e.getLastDay());
  }

  private static List<LedgerEntry> of(RecordedRun run, RequestStatus r) {
    return run.ledger.values().stream()
        .filter(e -> e.getNetworkId().equals(r.getNetworkId()))
        .filter(e -> e.getRequestId().equals(r.getRequestId()))
        .toList();
  }

  private static void byHand(RecordedRun run, Map<Figure, Long> expected) {
    expected.put(Figure.DEAD_LETTERS, (long) run.log.deadLetters.size());
    expected.put(Figure.REQUESTS, accepted(run, FactKind.AID_REQUESTED));
    expected.put(Figure.OVERRIDES, accepted(run, FactKind.OVERRIDE_MADE));
    expected.put(Figure.DECLINED, entered(run, DispatchState.DECLINED));
    expected.put(Figure.LAPSED, entered(run, DispatchState.LAPSED));
    expected.put(Figure.RECALLED, entered(run, DispatchState.RECALLED));
    times(run, expected);
    gaps(run, expected);
    fairness(run, expected);
    Set<String> cited = new HashSet<>();
    run.log.events.forEach(e -> cited.add(e.getNetworkId() + "/" + e.getAgreementId()));
    expected.put(
        Figure.AGREEMENTS_USED, run.agreements.keySet().stream().filter(cited::contains).count());
    LocalDate last = lastDay(run);
    expected.put(
        Figure.AGREEMENTS_UNUSED,
        run.agreements.entrySet().stream()
            .filter(a -> a.getValue().getState() == AgreementState.IN_FORCE)
            .filter(a -> !cited.contains(a.getKey()))
            .count());
    expected.put(
        Figure.AGREEMENTS_UNCONFIRMED,
        run.agreements.values().stream()
            .filter(a -> a.getState() == AgreementState.IN_FORCE)
            .filter(
                a ->
                    a.getPlanConfirmations().stream()
                            .filter(c -> c.getValidTo().compareTo(last) >= 0)
                            .count()
                        < 2)
            .count());
    for (Figure none :
        List.of(
            Figure.INJECTS_SENT,
            Figure.EXPECTED_ACTS_DONE,
            Figure.EXPECTED_ACTS_MISSED,
            Figure.OBJECTIVES_MET,
            Figure.OBJECTIVES_MISSED)) {
      expected.put(none, 0L);
    }
  }

  private static LocalDate lastDay(RecordedRun run) {
    return run.log.decisions.stream()
        .map(d -> JapanTime.dayOf(d.getDecidedAt()))
        .max(LocalDate::compareTo)
        .orElseThrow();
  }

  private static long accepted(RecordedRun run, FactKind kind) {
    return run.log.decisions.stream()
        .filter(d -> d.getFactKind() == kind && d.getOutcome() == Outcome.ACCEPTED)
        .count();
  }

  /** How often a dispatch came into a state in which it was not just before. */
  private static long entered(RecordedRun run, DispatchState state) {
    Map<String, List<DispatchEvent>> courses = new LinkedHashMap<>();
    run.log.events.forEach(
        e ->
            courses
                .computeIfAbsent(e.getNetworkId() + "/" + e.getDispatchId(), d -> new ArrayList<>())
                .add(e));
    long entered = 0;
    for (List<DispatchEvent> course : courses.values()) {
      for (int i = 0; i < course.size(); i++) {
        if (course.get(i).getState() == state
            && (i == 0 || course.get(i - 1).getState() != state)) {
          entered++;
        }
      }
    }
    return entered;
  }

  private static void times(RecordedRun run, Map<Figure, Long> expected) {
    List<Long> proposed = new ArrayList<>();
    List<Long> confirmed = new ArrayList<>();
    List<Long> arrived = new ArrayList<>();
    for (RequestStatus r : run.requests.values()) {
      if (r.getFirstProposedAt() != null) {
        proposed.add(Duration.between(r.getAskedAt(), r.getFirstProposedAt()).toMillis());
      }
      earliest(of(run, r).stream().map(LedgerEntry::getConfirmedAt), r, confirmed);
      earliest(of(run, r).stream().map(LedgerEntry::getArrivedAt), r, arrived);
    }
    median(Figure.TIME_TO_PROPOSAL, proposed, expected);
    median(Figure.TIME_TO_CONFIRMATION, confirmed, expected);
    median(Figure.TIME_TO_ARRIVAL, arrived, expected);
    Map<String, Instant> asked = new LinkedHashMap<>();
    Map<String, Instant> answered = new LinkedHashMap<>();
    for (DispatchEvent e : run.log.events) {
      String key = e.getNetworkId() + "/" + e.getDispatchId();
      asked.putIfAbsent(key, e.getAt());
      if (e.getState() == DispatchState.CONFIRMED || e.getState() == DispatchState.DECLINED) {
        answered.putIfAbsent(key, e.getAt());
      }
    }
    List<Long> answers = new ArrayList<>();
    answered.forEach((k, at) -> answers.add(Duration.between(asked.get(k), at).toMillis()));
    median(Figure.TIME_TO_ANSWER, answers, expected);
  }

  private static void earliest(Stream<Instant> times, RequestStatus r, List<Long> to) {
    times
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .ifPresent(at -> to.add(Duration.between(r.getAskedAt(), at).toMillis()));
  }

  private static void median(Figure figure, List<Long> times, Map<Figure, Long> expected) {
    if (!times.isEmpty()) {
      times.sort(null);
      expected.put(figure, times.get(times.size() / 2));
    }
  }

  /** Persons that a request was short of on a day. */
  private static long missing(RequestStatus r, LocalDate day) {
    return Stream.concat(r.getUnmet().stream(), r.getOpen().stream())
        .filter(m -> !day.isBefore(m.getFirstDay()) && !day.isAfter(m.getLastDay()))
        .mapToLong(OpenDays::getHeadCount)
        .sum();
  }

  private static void gaps(RecordedRun run, Map<Figure, Long> expected) {
    long gaps = 0;
    for (RequestStatus r : run.requests.values()) {
      List<LedgerEntry> there = of(run, r).stream().filter(e -> !isVoid(e)).toList();
      for (LocalDate day = r.getFirstDay().minusDays(400);
          !day.isAfter(r.getLastDay().plusDays(400));
          day = day.plusDays(1)) {
        LocalDate on = day;
        boolean before = there.stream().anyMatch(e -> !e.getFirstDay().isAfter(on));
        boolean after = there.stream().anyMatch(e -> !e.getLastDay().isBefore(on));
        gaps += before && after ? missing(r, day) : 0;
      }
    }
    expected.put(Figure.GAP_PERSON_DAYS, gaps);
  }

  private static Map<String, Long> personDays(RecordedRun run) {
    Map<String, Long> personDays = new TreeMap<>();
    for (LedgerEntry e : run.ledger.values()) {
      long days = 0;
      for (LocalDate d = e.getFirstDay(); !d.isAfter(e.getLastDay()); d = d.plusDays(1)) {
        days += works(e, d) ? e.getHeadCount() : 0;
      }
      personDays.merge(e.getLender(), days, Long::sum);
    }
    return personDays;
  }

  /** All that ever lent and all that lend at the end. */
  private static Set<String> lenders(RecordedRun run) {
    Set<String> all = new TreeSet<>();
    for (int i = 0; i < run.facts.size(); i++) {
      Fact f = run.facts.get(i);
      if (run.log.decisions.get(i).getOutcome() == Outcome.ACCEPTED) {
        if (f.getKind() == FactKind.NETWORK_FORMED) {
          all.addAll(f.getNetworkFormed().getLenders());
        } else if (f.getKind() == FactKind.LENDER_JOINED) {
          all.add(f.getLenderJoined().getLender());
        } else if (f.getKind() == FactKind.LENDER_LEFT) {
          all.remove(f.getLenderLeft().getLender());
        }
      }
    }
    for (int i = 0; i < run.facts.size(); i++) {
      if (run.facts.get(i).getKind() == FactKind.STAFF_OFFERED
          && run.log.decisions.get(i).getOutcome() == Outcome.ACCEPTED) {
        all.add(run.facts.get(i).getStaffOffered().getLender());
      }
    }
    run.log.events.forEach(e -> all.add(e.getLender()));
    return all;
  }

  private static void fairness(RecordedRun run, Map<Figure, Long> expected) {
    Map<String, Long> personDays = personDays(run);
    double sum = personDays.values().stream().mapToLong(n -> n).sum();
    double squares = personDays.values().stream().mapToDouble(n -> Math.pow(n, 2)).sum();
    if (squares > 0) {
      expected.put(
          Figure.FAIRNESS_PERCENT, Math.round(100 * sum * sum / squares / lenders(run).size()));
    }
  }

  private static void days(RecordedRun run, AfterActionReport report) {
    long promised = 0;
    long missing = 0;
    for (var day : report.days().entrySet()) {
      long here = 0;
      long onSite = 0;
      for (LedgerEntry e : run.ledger.values()) {
        if (works(e, day.getKey())) {
          here += e.getHeadCount();
          onSite +=
              e.getArrivedAt() != null && !JapanTime.dayOf(e.getArrivedAt()).isAfter(day.getKey())
                  ? e.getHeadCount()
                  : 0;
        }
      }
      long short_ = run.requests.values().stream().mapToLong(r -> missing(r, day.getKey())).sum();
      assertThat(day.getValue())
          .as("%s", day.getKey())
          .isEqualTo(new AfterActionReport.DayFigures(here, onSite, short_));
      assertThat(
              report.shortfall().getOrDefault(day.getKey(), new TreeMap<>()).values().stream()
                  .mapToLong(n -> n)
                  .sum())
          .isEqualTo(short_);
      promised += here;
      missing += short_;
    }
    assertThat(missing).isEqualTo(report.figures().get(Figure.SHORTFALL_PERSON_DAYS));
    assertThat(promised)
        .isEqualTo(personDays(run).values().stream().mapToLong(n -> n).sum())
        .isEqualTo(report.pairings().values().stream().mapToLong(n -> n).sum());
  }

  private static void lenders(RecordedRun run, AfterActionReport report) {
    Map<String, Long> personDays = personDays(run);
    assertThat(report.lenders())
        .extracting(AfterActionReport.LenderFigures::lender)
        .containsExactlyInAnyOrderElementsOf(lenders(run));
    for (AfterActionReport.LenderFigures l : report.lenders()) {
      List<LedgerEntry> own =
          run.ledger.values().stream().filter(e -> e.getLender().equals(l.lender())).toList();
      assertThat(l.personDays()).isEqualTo(personDays.getOrDefault(l.lender(), 0L));
      assertThat(l.proposals()).isEqualTo(own.size());
      assertThat((long) l.confirmed())
          .isEqualTo(own.stream().filter(e -> e.getConfirmedAt() != null).count());
      assertThat((long) l.lapsed())
          .isEqualTo(own.stream().filter(e -> e.getState() == DispatchState.LAPSED).count());
      long most =
          report.days().keySet().stream()
              .mapToLong(
                  day ->
                      own.stream()
                          .filter(e -> works(e, day))
                          .mapToLong(LedgerEntry::getHeadCount)
                          .sum())
              .max()
              .orElse(0);
      assertThat(l.mostAway()).isEqualTo(most);
    }
  }

  private static void endings(RecordedRun run, AfterActionReport report) {
    assertThat((long) report.endings().size())
        .isEqualTo(
            entered(run, DispatchState.DECLINED)
                + entered(run, DispatchState.LAPSED)
                + entered(run, DispatchState.RECALLED));
    assertThat((long) report.overrides().size()).isEqualTo(accepted(run, FactKind.OVERRIDE_MADE));
    assertThat(report.refusals().stream().mapToInt(AfterActionReport.Refusal::count).sum())
        .isEqualTo(report.figure(Figure.REJECTED).orElseThrow().intValue());
  }

  private static void agreements(RecordedRun run, AfterActionReport report) {
    Set<String> confirmed = new HashSet<>();
    run.log.decisions.forEach(
        d ->
            d.getExplanations()
                .forEach(
                    e ->
                        e.getVerdicts().stream()
                            .filter(v -> v.getRank() != null && v.getRank().getPlanConfirmed())
                            .forEach(
                                v ->
                                    v.getProposals()
                                        .forEach(
                                            p ->
                                                confirmed.add(
                                                    d.getNetworkId() + p.getDispatchId())))));
    for (AfterActionReport.Agreement a : report.agreements()) {
      List<LedgerEntry> under =
          run.ledger.values().stream()
              .filter(e -> e.getNetworkId().equals(a.network()))
              .filter(e -> e.getAgreementId().equals(a.id()))
              .toList();
      assertThat(a.proposals()).isEqualTo(under.size());
      assertThat((long) a.unconfirmed())
          .isEqualTo(
              under.stream()
                  .filter(e -> !confirmed.contains(e.getNetworkId() + e.getDispatchId()))
                  .count());
    }
  }
}
