package kizuna.infra.drill;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.facts.Municipality;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.DrillOutline;
import kizuna.seeds.drill.Expected;
import kizuna.streams.drills.DrillSummary;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a person, or a program, reads of a drill's run. */
final class SummaryReport {

  private final DrillSummary summary;
  private final Duration took;
  private final DrillOutline drill;
  private final boolean whole;

  /**
   * @param took real time until the last fact was decided
   * @param whole whether the log alone was played, to its end: only then it leads to what the drill
   *     states
   */
  SummaryReport(DrillSummary summary, Duration took, DrillOutline drill, boolean whole) {
    this.summary = summary;
    this.took = took;
    this.drill = drill;
    this.whole = whole;
  }

  /** All figures as one JSON object. */
  String json() {
    JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    ObjectNode json = mapper.valueToTree(summary);
    json.put("seconds", took.toMillis() / 1e3);
    json.put("factsPerSecond", factsPerSecond());
    return mapper.writeValueAsString(json);
  }

  void print(PrintWriter out) {
    out.printf("%n訓練 %s  (%s)%n", drill.titleJa(), summary.namespace());
    row(out, "facts decided", summary.facts());
    row(out, "requests", summary.requests());
    row(out, "person-days requested (延べ人数)", summary.requestedPersonDays());
    row(out, "  filled", summary.filledPersonDays());
    row(out, "  shortfall (不足)", summary.shortfallPersonDays());
    row(out, "proposals", summary.proposals());
    row(out, "refused facts", summary.rejected());
    row(out, "unreadable records", summary.deadLetters());
    out.printf(
        "%-36s %12s%n",
        "median time to match (drill's time)",
        spoken(Duration.ofMillis(summary.medianMillisToMatch())));
    printShortfall(out);
    printLenders(out);
    out.println(
        DrillCommand.words().text("rate", answered(), took.toMillis() / 1e3, factsPerSecond()));
    out.println("decision hash " + summary.decisionHash());
    if (drill.expected().isPresent() && !whole) {
      out.println(
          "not compared with what the drill states: people took part, or the run was cut off");
    } else if (drill.expected().isPresent()) {
      List<String> differences = differences();
      if (differences.isEmpty()) {
        out.println("as expected: requests, person-days, proposals and every lender's share");
      } else {
        differences.forEach(d -> out.println("NOT as expected: " + d));
      }
    }
  }

  private long answered() {
    return (long) summary.facts() + summary.deadLetters();
  }

  private long factsPerSecond() {
    return Math.round(answered() * 1e9 / Math.max(1, took.toNanos()));
  }

  private void printShortfall(PrintWriter out) {
    if (summary.shortfallByTask().isEmpty()) {
      return;
    }
    out.println("shortfall by task, person-days");
    summary
        .shortfallByTask()
        .forEach((task, days) -> out.printf(Locale.ROOT, "  %-34s %,12d%n", task, days));
    out.println("shortfall by day, persons");
    runs(summary)
        .forEach(run -> out.printf(Locale.ROOT, "  %-34s %,12d%n", run.days(), run.persons()));
  }

  private void printLenders(PrintWriter out) {
    out.println("person-days by lender");
    summary.personDaysByLender().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .forEach(
            e ->
                out.printf(
                    Locale.ROOT, "  %s %-27s %,12d%n", e.getKey(), name(e.getKey()), e.getValue()));
  }

  /** What differs from the figures that the drill states; empty where they do not apply. */
  List<String> differences() {
    return drill.expected().filter(e -> whole).map(e -> differences(e, summary)).orElse(List.of());
  }

  private record DayRun(String days, long persons) {}

  /** Days with the same shortfall that follow one another, as one line. */
  private static List<DayRun> runs(DrillSummary s) {
    List<DayRun> runs = new ArrayList<>();
    Optional<LocalDate> from = Optional.empty();
    LocalDate last = LocalDate.MIN;
    long persons = 0;
    for (Map.Entry<LocalDate, Long> day : s.shortfallByDay().entrySet()) {
      if (from.isPresent()
          && (day.getValue() != persons || !day.getKey().equals(last.plusDays(1)))) {
        runs.add(new DayRun(from.get() + " … " + last, persons));
        from = Optional.empty();
      }
      if (from.isEmpty()) {
        from = Optional.of(day.getKey());
        persons = day.getValue();
      }
      last = day.getKey();
    }
    if (from.isPresent()) {
      runs.add(new DayRun(from.get() + " … " + last, persons));
    }
    return runs;
  }

  private static void row(PrintWriter out, String what, long value) {
    out.printf(Locale.ROOT, "%-36s %,12d%n", what, value);
  }

  private static String name(String code) {
    return ReferenceData.municipality(code).map(Municipality::getName).orElse("");
  }

  private static String spoken(Duration d) {
    return d.toDays() > 0
        ? d.toDays() + " d " + d.toHoursPart() + " h"
        : d.toHours() > 0
            ? d.toHours() + " h " + d.toMinutesPart() + " min"
            : d.toMinutes() + " min " + d.toSecondsPart() + " s";
  }

  private static List<String> differences(Expected e, DrillSummary s) {
    return Stream.of(
            difference("requests", e.requests(), s.requests()),
            difference("requested person-days", e.requestedPersonDays(), s.requestedPersonDays()),
            difference("filled person-days", e.filledPersonDays(), s.filledPersonDays()),
            difference("shortfall person-days", e.shortfallPersonDays(), s.shortfallPersonDays()),
            difference("proposals", e.proposals(), s.proposals()),
            difference("refused facts", e.rejected(), s.rejected()),
            difference(
                "person-days by lender",
                e.personDaysByLender(),
                Map.copyOf(s.personDaysByLender())))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> difference(String what, Object expected, Object actual) {
    return String.valueOf(expected).equals(String.valueOf(actual)) || expected.equals(actual)
        ? Optional.empty()
        : Optional.of("expected " + expected + " for " + what + ", but " + actual);
  }
}
