package kizuna.streams.afteraction.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kizuna.streams.afteraction.AfterActionReport;
import kizuna.streams.afteraction.FactReference;
import kizuna.streams.afteraction.Figure;
import kizuna.streams.afteraction.ObjectiveResult;
import org.jspecify.annotations.Nullable;

/** The tables of a report, in the order of its pages. */
final class ReportTables {

  /** Columns that contain durations. */
  private static final Set<String> DURATIONS = Set.of("median", "ninetieth", "longest", "answer");

  private final AfterActionReport report;
  private final ReportComparison comparison;
  private final ReportText text;

  ReportTables(AfterActionReport report, ReportComparison comparison, ReportText text) {
    this.report = report;
    this.comparison = comparison;
    this.text = text;
  }

  List<ReportTable> all() {
    ConductTables conduct = new ConductTables(this, report.course(), text);
    return List.of(
        figures(),
        objectives(),
        cases(),
        waits(),
        days(),
        shortfall(),
        lenders(),
        endings(),
        overrides(),
        gaps(),
        agreements(),
        conduct.injects(),
        conduct.bodies(),
        conduct.notes(),
        refusals(),
        history(),
        improvements());
  }

  <T> ReportTable table(
      String key, List<T> things, Function<T, List<@Nullable Object>> row, String... columns) {
    return new ReportTable(
        key,
        text.say("table." + key),
        Arrays.stream(columns).map(c -> text.say("column." + c)).toList(),
        IntStream.range(0, columns.length)
            .filter(i -> DURATIONS.contains(columns[i]))
            .boxed()
            .collect(Collectors.toSet()),
        things.size(),
        () -> things.stream().map(row),
        report.unlisted().getOrDefault(key, 0L));
  }

  static List<@Nullable Object> row(@Nullable Object... cells) {
    return Arrays.asList(cells);
  }

  private static String facts(List<FactReference> facts) {
    return facts.stream().map(FactReference::toString).collect(Collectors.joining(", "));
  }

  private ReportTable figures() {
    List<String> head = new ArrayList<>();
    Stream.of("figure", "this").map(c -> text.say("column." + c)).forEach(head::add);
    comparison.drills().forEach(d -> head.add(d.run()));
    head.add(text.say("column.how"));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Figure figure : Figure.values()) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(text.label(figure));
      row.add(text.figure(figure, report.figures().get(figure)));
      comparison.drills().forEach(d -> row.add(text.figure(figure, d.figures().get(figure))));
      row.add(text.words().text("Figure." + figure + ".how"));
      rows.add(row);
    }
    return new ReportTable(
        "figures", text.say("table.figures"), head, Set.of(), rows.size(), rows::stream, 0);
  }

  private ReportTable objectives() {
    return table(
        "objectives",
        report.objectives(),
        o ->
            row(
                o.objective().id(),
                text.isJapanese() ? o.objective().ja() : o.objective().en(),
                text.label(o.objective().measure()),
                text.label(o.outcome()),
                o.cases(),
                o.missed(),
                o.missed() == 0
                    ? null
                    : text.amount(o.objective().measure().unit(), o.shown().get(0).by())),
        "objective",
        "what",
        "measure",
        "outcome",
        "cases",
        "missed",
        "worst");
  }

  /** One case of an objective. */
  private record ObjectiveCase(ObjectiveResult result, ObjectiveResult.Case of) {}

  private ReportTable cases() {
    return table(
        "cases",
        report.objectives().stream()
            .flatMap(
                r ->
                    r.shown().stream()
                        .limit(r.missed() == 0 ? 1 : ObjectiveResult.MAX_SHOWN)
                        .map(c -> new ObjectiveCase(r, c)))
            .toList(),
        c ->
            row(
                c.result().objective().id(),
                text.body(c.of().body()),
                c.of().subject(),
                text.amount(c.result().objective().measure().unit(), c.of().value()),
                c.of().by() <= 0
                    ? null
                    : text.amount(c.result().objective().measure().unit(), c.of().by()),
                facts(c.of().facts())),
        "objective",
        "body",
        "about",
        "value",
        "by",
        "facts");
  }

  private ReportTable waits() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    report
        .waits()
        .forEach(
            (step, classes) ->
                classes.forEach(
                    (priority, w) ->
                        rows.add(
                            row(
                                text.label(step),
                                text.label(priority),
                                w.count(),
                                w.median().orElse(null),
                                w.ninetieth().orElse(null),
                                w.longest().orElse(null)))));
    return table(
        "waits", rows, r -> r, "step", "priority", "requests", "median", "ninetieth", "longest");
  }

  private ReportTable days() {
    return table(
        "days",
        List.copyOf(report.days().entrySet()),
        d ->
            row(d.getKey(), d.getValue().promised(), d.getValue().onSite(), d.getValue().missing()),
        "day",
        "promised",
        "onSite",
        "missing");
  }

  private ReportTable shortfall() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    report
        .shortfall()
        .forEach(
            (day, tasks) -> tasks.forEach((task, n) -> rows.add(row(day, text.label(task), n))));
    return table("shortfall", rows, r -> r, "day", "task", "missing");
  }

  private ReportTable lenders() {
    return table(
        "lenders",
        report.lenders(),
        l ->
            row(
                l.lender(),
                text.body(l.lender()),
                l.offers(),
                l.proposals(),
                l.confirmed(),
                l.declined(),
                l.lapsed(),
                l.recalled(),
                l.personDays(),
                l.mostAway(),
                l.answer().median().orElse(null)),
        "code",
        "lender",
        "offers",
        "proposals",
        "confirmed",
        "declined",
        "lapsed",
        "recalled",
        "personDays",
        "mostAway",
        "answer");
  }

  private ReportTable endings() {
    return table(
        "endings",
        report.endings(),
        e ->
            row(
                e.at(),
                text.label(e.state()),
                text.body(e.lender()),
                text.body(e.receiver()),
                e.headCount(),
                e.firstDay(),
                e.lastDay(),
                e.reason() == null ? null : text.label(e.reason()),
                e.dispatch(),
                e.fact().toString()),
        "time",
        "what",
        "lender",
        "receiver",
        "persons",
        "firstDay",
        "lastDay",
        "reason",
        "dispatch",
        "facts");
  }

  private ReportTable overrides() {
    return table(
        "overrides",
        report.overrides(),
        o ->
            row(
                o.at(),
                text.label(o.kind()),
                o.request(),
                text.body(o.lender()),
                Stream.of(o.priority(), o.rule())
                    .filter(Objects::nonNull)
                    .map(text::label)
                    .collect(Collectors.joining(", ")),
                o.reason(),
                o.fact().toString()),
        "time",
        "what",
        "request",
        "lender",
        "to",
        "reason",
        "facts");
  }

  private ReportTable gaps() {
    return table(
        "gaps",
        report.gaps(),
        g ->
            row(
                text.body(g.receiver()),
                text.label(g.task()),
                g.firstDay(),
                g.lastDay(),
                g.headCount(),
                g.request()),
        "receiver",
        "task",
        "firstDay",
        "lastDay",
        "missing",
        "request");
  }

  private ReportTable agreements() {
    return table(
        "agreements",
        report.agreements(),
        a ->
            row(
                a.title(),
                text.say(a.isUsed() ? "agreement.used" : "agreement.unused"),
                text.say(
                    !a.inForce()
                        ? "agreement.notInForce"
                        : a.isConfirmed() ? "agreement.confirmed" : "agreement.unconfirmed"),
                a.confirmations(),
                a.proposals(),
                a.unconfirmed(),
                a.personDays(),
                a.id()),
        "agreement",
        "used",
        "plans",
        "confirmations",
        "proposals",
        "withoutPlans",
        "personDays",
        "id");
  }

  private ReportTable refusals() {
    return table(
        "refusals",
        report.refusals(),
        r -> row(text.label(r.kind()), text.label(r.code()), r.count()),
        "report",
        "reason",
        "number");
  }

  private ReportTable history() {
    return table(
        "history",
        comparison.history(),
        h ->
            row(
                h.disaster(),
                text.body(h.receiver()),
                text.body(h.lender()),
                h.task() == null ? null : text.label(h.task()),
                h.firstDay(),
                h.lastDay(),
                h.personDays(),
                h.inDrill(),
                h.source(),
                h.sure()),
        "disaster",
        "receiver",
        "lender",
        "task",
        "firstDay",
        "lastDay",
        "historyDays",
        "drillDays",
        "source",
        "sure");
  }

  /** Lessons with an owner, then missed objectives with empty owner and date to fill in. */
  private ReportTable improvements() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    report
        .lessons()
        .forEach(
            l ->
                rows.add(
                    row(
                        l.text(),
                        l.fact().toString(),
                        (text.body(l.ownerBody()) + " " + l.ownerOffice()).strip(),
                        l.dueOn(),
                        text.say(l.closed() ? "lesson.closed" : "lesson.open"))));
    report.objectives().stream()
        .filter(o -> o.outcome() == ObjectiveResult.Outcome.MISSED)
        .forEach(
            o ->
                rows.add(
                    row(
                        text.isJapanese() ? o.objective().ja() : o.objective().en(),
                        o.objective().id(),
                        null,
                        null,
                        text.say("lesson.toRecord"))));
    return table("improvements", rows, r -> r, "item", "from", "owner", "dueOn", "state");
  }
}
