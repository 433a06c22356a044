package kizuna.infra.drill;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kizuna.codes.DispatchState;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.drill.DecidedDrill.Pairing;
import kizuna.schemas.drill.History;
import kizuna.states.LedgerEntry;
import kizuna.streams.explain.PlaceNames;

/** Differences between the log's replay and history, with reasons. */
final class LogAgainstHistory {

  private final Comparison compared;
  private final DecidedDrill log;
  private final DecisionReasons reasons;
  private final CommandMessages say;
  private final PlaceNames names;

  LogAgainstHistory(
      Comparison compared, DecisionReasons reasons, CommandMessages say, PlaceNames names) {
    this.compared = compared;
    this.log = compared.log();
    this.reasons = reasons;
    this.say = say;
    this.names = names;
  }

  List<Difference> all() {
    List<Difference> all = new ArrayList<>();
    for (History.Pairing h : compared.history().pairings()) {
      long confirmed = log.confirmed(h);
      if (confirmed == 0 || (h.personDays() != null && confirmed < Comparison.printed(h))) {
        all.add(less(h, confirmed));
      } else {
        shorter(h).ifPresent(all::add);
      }
    }
    Set<Pairing> historical = compared.historical().collect(Collectors.toSet());
    compared
        .byLog()
        .forEach(
            (p, days) -> {
              if (!historical.contains(p) && !compared.isPartOfTotal(p)) {
                all.add(more(p, days));
              }
            });
    return all;
  }

  /** A lender with people that left earlier than in history. */
  private Optional<Difference> shorter(History.Pairing h) {
    LocalDate last = h.lastDay();
    Optional<LocalDate> lastThere =
        log.served(h).map(LedgerEntry::getLastDay).max(LocalDate::compareTo);
    if (last == null || lastThere.isEmpty() || !lastThere.get().isBefore(last)) {
      return Optional.empty();
    }
    Pairing p = Pairing.of(h);
    LocalDate offered = log.offeredUntil(p).orElse(lastThere.get());
    return Optional.of(
        new Difference(
            p,
            0,
            new ComparisonReason(ComparisonReason.OFFER_PERIOD, "", null),
            say.text(
                "differs.shorter",
                names.municipality(h.lender()),
                last,
                lastThere.get(),
                offered)));
  }

  /** A lender that sent fewer people than in history, or none. */
  private Difference less(History.Pairing h, long confirmed) {
    Pairing p = Pairing.of(h);
    List<LedgerEntry> came = log.ledger(p).toList();
    long proposed = came.stream().mapToLong(DecidedDrill::personDays).sum();
    Optional<LedgerEntry> lost =
        came.stream()
            .filter(
                e -> e.getState() == DispatchState.LAPSED || e.getState() == DispatchState.DECLINED)
            .findFirst();
    ComparisonReason why =
        lost.map(
                e ->
                    new ComparisonReason(
                        e.getState().name(),
                        say.text(
                            "state." + e.getState(), e.getDispatchId(), say.time(e.getChangedAt())),
                        null))
            .or(() -> reasons.ruledOut(log, p))
            .orElseGet(reasons::notAsked);
    String after = lost.isPresent() ? reasons.ruledOut(log, p).map(reasons::cited).orElse("") : "";
    return new Difference(
        p,
        Math.max(0, (h.personDays() == null ? proposed : Comparison.printed(h)) - confirmed),
        why,
        say.text("differs.less", names.municipality(h.lender()), proposed, confirmed)
            + reasons.cited(why)
            + after);
  }

  /** A lender that no source names, and why it was chosen. */
  private Difference more(Pairing p, long days) {
    ComparisonReason why = reasons.chosen(log, p);
    String sentence = say.text("differs.more", names.municipality(p.lender()), days);
    return new Difference(p, days, why, sentence + reasons.cited(why));
  }
}
