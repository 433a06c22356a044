package kizuna.infra.drill;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.facts.Municipality;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import kizuna.producers.cli.TextTable;
import kizuna.schemas.text.MachineLanguage;
import kizuna.schemas.text.Message;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.DrillOutline;
import kizuna.seeds.drill.Expected;
import kizuna.streams.drills.DrillSummary;
import kizuna.streams.explain.MessageCatalog;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The summary of a drill's run, for people and programs. */
final class SummaryReport {

  /** Columns of a line: a label, and a figure at its right end. */
  private static final int LINE_COLUMNS = 49;

  private final CommandMessages words = DrillCommand.words();
  private final DrillSummary summary;
  private final Duration took;
  private final DrillOutline drill;
  private final boolean whole;

  /**
   * @param took real time until the last fact was decided
   * @param whole whether the log alone was played, to its end: only then the expected figures apply
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
    out.println();
    String title = words.isJapanese() ? drill.titleJa() : drill.titleEn();
    out.println(words.text("summary.title", title, summary.namespace()));
    row(out, "facts", summary.facts());
    row(out, "requests", summary.requests());
    row(out, "requested", summary.requestedPersonDays());
    row(out, "filled", summary.filledPersonDays());
    row(out, "shortfall", summary.shortfallPersonDays());
    row(out, "proposals", summary.proposals());
    row(out, "refused", summary.rejected());
    row(out, "unreadable", summary.deadLetters());
    line(
        out,
        words.text("summary.median"),
        durationText(Duration.ofMillis(summary.medianMillisToMatch())));
    printShortfall(out);
    printLenders(out);
    out.println(words.text("rate", answered(), took.toMillis() / 1e3, factsPerSecond()));
    out.println(words.text("summary.hash", summary.decisionHash()));
    if (drill.expected().isPresent() && !whole) {
      out.println(words.text("summary.partial"));
    } else if (drill.expected().isPresent()) {
      List<Message> differences = differences();
      if (differences.isEmpty()) {
        out.println(words.text("summary.asExpected"));
      } else {
        differences.forEach(d -> out.println(d.in(MachineLanguage.locale())));
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
    MessageCatalog catalog = MessageCatalog.of(LanguageTag.ofMachine());
    out.println(words.text("summary.byTask"));
    summary
        .shortfallByTask()
        .forEach((task, days) -> line(out, "  " + catalog.text("TaskType." + task), days));
    out.println(words.text("summary.byDay"));
    runs(summary).forEach(run -> line(out, "  " + run.days(), run.persons()));
  }

  private void printLenders(PrintWriter out) {
    out.println(words.text("summary.byLender"));
    summary.personDaysByLender().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .forEach(e -> line(out, "  " + e.getKey() + " " + name(e.getKey()), e.getValue()));
  }

  /** Differences from the drill's expected figures; empty if they do not apply. */
  List<Message> differences() {
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

  private void row(PrintWriter out, String what, long value) {
    line(out, words.text("summary." + what), value);
  }

  private void line(PrintWriter out, String what, long value) {
    line(out, what, words.number(value));
  }

  /** Aligned also where Japanese characters are two wide. */
  private static void line(PrintWriter out, String what, String value) {
    int gap = Math.max(1, LINE_COLUMNS - TextTable.width(what) - TextTable.width(value));
    out.println(what + " ".repeat(gap) + value);
  }

  private static String name(String code) {
    return ReferenceData.municipality(code).map(Municipality::getName).orElse("");
  }

  private String durationText(Duration d) {
    return d.toDays() > 0
        ? words.text("summary.days", d.toDays(), d.toHoursPart())
        : d.toHours() > 0
            ? words.text("summary.hours", d.toHours(), d.toMinutesPart())
            : words.text("summary.minutes", d.toMinutes(), d.toSecondsPart());
  }

  private List<Message> differences(Expected e, DrillSummary s) {
    return Stream.of(
            difference("requests", e.requests(), s.requests()),
            difference("requested", e.requestedPersonDays(), s.requestedPersonDays()),
            difference("filled", e.filledPersonDays(), s.filledPersonDays()),
            difference("shortfall", e.shortfallPersonDays(), s.shortfallPersonDays()),
            difference("proposals", e.proposals(), s.proposals()),
            difference("refused", e.rejected(), s.rejected()),
            difference("byLender", e.personDaysByLender(), Map.copyOf(s.personDaysByLender())))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Message> difference(String what, Object expected, Object actual) {
    return String.valueOf(expected).equals(String.valueOf(actual)) || expected.equals(actual)
        ? Optional.empty()
        : Optional.of(
            words.of("summary.notAsExpected", words.of("stated." + what), expected, actual));
  }
}
