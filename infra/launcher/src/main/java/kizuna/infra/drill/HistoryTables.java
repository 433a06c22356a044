package kizuna.infra.drill;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.drill.DecidedDrill.Pairing;
import kizuna.schemas.drill.History;
import kizuna.seeds.drill.DrillNetwork;
import kizuna.states.LedgerEntry;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;

/** The tables of the page. */
final class HistoryTables {

  private final MarkdownPage page;
  private final Comparison compared;
  private final CommandMessages say;
  private final MessageCatalog words;
  private final PlaceNames names;

  HistoryTables(
      MarkdownPage page,
      Comparison compared,
      CommandMessages say,
      MessageCatalog words,
      PlaceNames names) {
    this.page = page;
    this.compared = compared;
    this.say = say;
    this.words = words;
    this.names = names;
  }

  /** The differences by their reasons, the one with most person-days first. */
  void byReason(String key, List<Difference> differences) {
    page.line(say.text(key));
    if (differences.isEmpty()) {
      page.line(say.text("by.none"));
      return;
    }
    Map<String, List<Difference>> groups = new TreeMap<>();
    differences.forEach(
        d -> groups.computeIfAbsent(d.reason().id(), id -> new ArrayList<>()).add(d));
    page.row(say.text("by.reason"), say.text("by.pairings"), say.text("column.days"));
    page.row("---", "--:", "--:");
    groups.entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                    (Map.Entry<String, List<Difference>> g) -> -Difference.sum(g.getValue()))
                .thenComparing(Map.Entry::getKey))
        .forEach(
            g ->
                page.row(
                    reason(g.getKey()),
                    say.number(g.getValue().stream().map(Difference::pairing).distinct().count()),
                    say.number(Difference.sum(g.getValue()))));
    page.end();
  }

  /** The label of a reason: the same as on the board for a rule or a term. */
  private String reason(String id) {
    return Stream.of("MatchRule.", "RankTerm.", "DispatchState.")
            .filter(list -> words.has(list + id))
            .findFirst()
            .map(list -> words.text(list + id))
            .orElseGet(() -> say.text("reason." + id))
        + " [`"
        + id
        + "`]";
  }

  /** The totals of each network, in history and by the log. */
  void networks() {
    page.line(say.text("networks"));
    page.row(
        say.text("column.network"),
        say.text("column.receivers"),
        say.text("column.history"),
        say.text("column.log"));
    page.row("---", "---", "---", "--:");
    for (DrillNetwork n : compared.drill().networks()) {
      List<LedgerEntry> served =
          compared.log().served().filter(e -> e.getNetworkId().equals(n.id())).toList();
      page.row(
          words.language() == Language.JA ? n.name() : n.id(),
          served.stream()
              .map(LedgerEntry::getReceiver)
              .distinct()
              .sorted()
              .map(names::municipality)
              .collect(say.listed()),
          compared.history().totals().stream()
              .filter(t -> t.network().equals(n.id()))
              .map(this::total)
              .collect(say.listed()),
          say.number(served.stream().mapToLong(DecidedDrill::personDays).sum()));
    }
    page.end();
  }

  private String total(History.Total t) {
    String sent =
        t.personDays() == null
            ? say.text(
                "total.only", names.municipality(Objects.requireNonNullElse(t.receiver(), "")))
            : say.text("total.days", t.personDays());
    return sent + " (" + t.source() + ", " + t.sure() + ")";
  }

  /** Each lender at a receiver: in history, by the log and by the rules alone. */
  void pairings(String disaster, String receiver) {
    page.row(
        say.text("column.lender"),
        say.text("column.history"),
        say.text("column.source"),
        say.text("column.proposed"),
        say.text("column.confirmed"),
        say.text("column.alone"));
    page.row("---", "---", "---", "--:", "--:", "--:");
    Set<Pairing> all = new LinkedHashSet<>();
    Stream.of(
            compared.historical(),
            compared.log().ledger().map(Pairing::of),
            compared.byRules().keySet().stream())
        .flatMap(s -> s)
        .filter(p -> p.isAt(disaster, receiver))
        .forEach(all::add);
    for (Pairing p : all) {
      Optional<History.Pairing> historical =
          compared.history().pairings().stream().filter(h -> Pairing.of(h).equals(p)).findFirst();
      page.row(
          names.municipality(p.lender()),
          historical
              .map(this::history)
              .orElseGet(
                  () ->
                      say.text(compared.isPartOfTotal(p) ? "history.inTotal" : "history.nothing")),
          historical.map(h -> h.source() + ", " + h.sure()).orElse(say.text("nothing")),
          say.number(compared.log().ledger(p).mapToLong(DecidedDrill::personDays).sum()),
          say.number(compared.byLog(p)),
          say.number(compared.byRules(p)));
    }
    page.end();
  }

  /** The data of a source about a pairing: days, person-days, or only its existence. */
  private String history(History.Pairing h) {
    LocalDate first = h.firstDay();
    LocalDate last = h.lastDay();
    String days =
        first == null
            ? ""
            : last == null
                ? say.text("history.from", first)
                : say.text("history.days", first, last);
    String much =
        h.personDays() != null
            ? say.text("history.personDays", h.personDays())
            : h.heads() != null ? say.text("history.heads", h.heads()) : "";
    String work = h.task() == null ? "" : say.text("history.task", words.label(h.task()));
    String all = Stream.of(days, much, work).filter(s -> !s.isEmpty()).collect(say.listed());
    return all.isEmpty() ? say.text("history.named") : all;
  }
}
