package kizuna.infra.drill;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kizuna.codes.Verdict;
import kizuna.decisions.Proposed;
import kizuna.facts.AidRequested;
import kizuna.facts.StaffOffered;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.drill.DecidedDrill.Look;
import kizuna.infra.drill.DecidedDrill.Pairing;
import kizuna.seeds.drill.Drill;
import kizuna.states.LedgerEntry;
import kizuna.streams.explain.PlaceNames;

/**
 * The unfilled need of the log's replay, day by day: the lenders with missing people, and the last
 * findings of the matcher about them before the end of that day.
 */
final class UnfilledRequests {

  private final Drill drill;
  private final DecidedDrill log;
  private final DecisionReasons reasons;
  private final CommandMessages say;
  private final PlaceNames names;

  UnfilledRequests(
      Comparison compared, DecisionReasons reasons, CommandMessages say, PlaceNames names) {
    this.drill = compared.drill();
    this.log = compared.log();
    this.reasons = reasons;
    this.say = say;
    this.names = names;
  }

  List<Difference> all() {
    return log.requests().values().stream().flatMap(r -> of(r).stream()).toList();
  }

  private List<Difference> of(AidRequested r) {
    List<LedgerEntry> came =
        log.ledger()
            .filter(e -> e.getRequestId().equals(r.getRequestId()))
            .sorted(Comparator.comparing(LedgerEntry::getFirstDay))
            .toList();
    Map<String, List<Difference>> missing = new LinkedHashMap<>();
    long nobodys = 0;
    for (LocalDate day = r.getFirstDay(); !day.isAfter(r.getLastDay()); day = day.plusDays(1)) {
      long left = log.open(r.getRequestId(), day);
      Set<String> counted = there(r, day);
      for (LedgerEntry e : came) {
        long persons = Math.min(left, e.getHeadCount());
        if (persons > 0 && counted.add(e.getLender())) {
          ComparisonReason why = absenceReason(r, e.getLender(), day);
          missing
              .computeIfAbsent(reportedReason(why), k -> new ArrayList<>())
              .add(new Difference(Pairing.of(e), persons, why, ""));
          left -= persons;
        }
      }
      nobodys += Math.max(0, left);
    }
    List<Difference> all = new ArrayList<>();
    missing.values().forEach(same -> all.addAll(sentences(r, same)));
    if (nobodys > 0) {
      nobody(r, nobodys).ifPresent(all::add);
    }
    return all;
  }

  /** The grouping key of sentences: one reason, or one period of an offer. */
  private static String reportedReason(ComparisonReason why) {
    return why.id().equals(ComparisonReason.OFFER_PERIOD) ? why.id() + why.sentence() : why.id();
  }

  private Set<String> there(AidRequested r, LocalDate day) {
    return log.served()
        .filter(e -> e.getRequestId().equals(r.getRequestId()))
        .filter(e -> DecidedDrill.isOnSite(e, day))
        .map(LedgerEntry::getLender)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Why a lender that served a request was not there on a day on which it was short. */
  private ComparisonReason absenceReason(AidRequested r, String lender, LocalDate day) {
    List<Look> looks = log.looks(lender, e -> e.getRequestId().equals(r.getRequestId()));
    List<Look> before = looks.stream().filter(l -> !l.day().isAfter(day)).toList();
    Optional<Look> chosen =
        before.stream().filter(l -> l.verdict().getVerdict() == Verdict.CHOSEN).findFirst();
    Optional<StaffOffered> offer =
        chosen.flatMap(
            l ->
                l.verdict().getProposals().stream()
                    .map(Proposed::getOfferId)
                    .flatMap(id -> log.offer(id).stream())
                    .findFirst());
    if (offer.isPresent()
        && (day.isBefore(offer.get().getFirstDay()) || day.isAfter(offer.get().getLastDay()))) {
      return new ComparisonReason(
          ComparisonReason.OFFER_PERIOD,
          say.text("open.period", offer.get().getFirstDay(), offer.get().getLastDay()),
          chosen.get());
    }
    return before.stream()
        .filter(l -> l.verdict().getVerdict() == Verdict.RULED_OUT)
        .reduce((a, b) -> b)
        .or(
            () ->
                looks.stream()
                    .filter(l -> l.verdict().getVerdict() == Verdict.RULED_OUT)
                    .findFirst())
        .map(reasons::finding)
        .orElseGet(reasons::notAsked);
  }

  /** One sentence for all lenders with the same reason. */
  private List<Difference> sentences(AidRequested r, List<Difference> same) {
    Map<Pairing, Long> byLender = new LinkedHashMap<>();
    same.forEach(d -> byLender.merge(d.pairing(), d.personDays(), Long::sum));
    ComparisonReason why = same.get(same.size() - 1).reason();
    String sentence =
        say.text(
                "open.lenders",
                Difference.sum(same),
                r.getRequestId(),
                byLender.entrySet().stream()
                    .map(
                        e ->
                            byLender.size() == 1
                                ? names.municipality(e.getKey().lender())
                                : say.text(
                                    "open.share",
                                    names.municipality(e.getKey().lender()),
                                    e.getValue()))
                    .collect(say.listed()))
            + reasons.cited(why);
    List<Difference> differences = new ArrayList<>();
    byLender.forEach(
        (p, days) ->
            differences.add(new Difference(p, days, why, differences.isEmpty() ? sentence : "")));
    return differences;
  }

  /** Days without any staff: the lender closest to a match, and the rule that excluded it. */
  private Optional<Difference> nobody(AidRequested r, long days) {
    List<Look> looks =
        drill.networks().stream()
            .flatMap(n -> n.lenders().stream())
            .distinct()
            .flatMap(l -> log.looks(l, e -> e.getRequestId().equals(r.getRequestId())).stream())
            .filter(l -> l.verdict().getLender().equals(l.explanation().getNearestMiss()))
            .toList();
    return looks.stream()
        .max(Comparator.comparing((Look l) -> l.decision().getSequence()))
        .map(
            look -> {
              ComparisonReason why = reasons.finding(look);
              return new Difference(
                  new Pairing(r.getDisasterId(), r.getReceiver(), look.verdict().getLender()),
                  days,
                  why,
                  say.text(
                          "open.nobody",
                          days,
                          r.getRequestId(),
                          names.municipality(look.verdict().getLender()))
                      + reasons.cited(why)
                      + elsewhere(r, look.verdict().getLender()));
            });
  }

  /** The other destinations of a lender's suitable people during the days of a request. */
  private String elsewhere(AidRequested r, String lender) {
    String places =
        log.served()
            .filter(e -> e.getLender().equals(lender) && log.asked(e) == r.getTaskType())
            .filter(
                e ->
                    !e.getFirstDay().isAfter(r.getLastDay())
                        && !e.getLastDay().isBefore(r.getFirstDay()))
            .map(
                e ->
                    say.text(
                        "open.place",
                        names.municipality(e.getReceiver()),
                        names.disaster(e.getDisasterId()),
                        e.getRequestId()))
            .distinct()
            .collect(say.listed());
    return places.isEmpty() ? "" : say.gap() + say.text("open.elsewhere", places);
  }
}
