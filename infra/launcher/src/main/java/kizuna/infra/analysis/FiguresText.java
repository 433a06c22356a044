package kizuna.infra.analysis;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Stream;
import kizuna.infra.command.CommandMessages;
import kizuna.streams.analysis.FiguresComparison;
import kizuna.streams.analysis.LogFigures;

/** Figures of runs as lines for people. */
final class FiguresText {

  /** Limit of rows of a table; the number of further rows is printed. */
  private static final int MAX_ROWS = 20;

  private final CommandMessages say;
  private final PrintWriter out;

  FiguresText(CommandMessages say, PrintWriter out) {
    this.say = say;
    this.out = out;
  }

  void run(String name, LogFigures run) {
    out.println(
        say.text(
            "run.decided",
            name,
            run.decided().facts(),
            run.decided().took().toMillis() / 1000.0,
            run.decided().factsPerSecond(),
            run.decided().decisionHash()));
    out.println(
        say.text(
            "run.filled",
            run.requests().size(),
            run.requestedPersonDays(),
            run.filledPersonDays(),
            run.missingPersonDays(),
            run.missingLifeSafety(),
            run.rejected()));
  }

  void compared(FiguresComparison c) {
    out.println(
        say.text(
            "compared.filled",
            c.before().filledPersonDays(),
            c.after().filledPersonDays(),
            signed(c.filledMore())));
    out.println(
        say.text(
            "compared.missing",
            c.before().missingPersonDays(),
            c.after().missingPersonDays(),
            c.before().missingLifeSafety(),
            c.after().missingLifeSafety()));
    out.println(
        say.text(
            "compared.proposed",
            c.earlier().requests(),
            c.earlier().together().toHours(),
            c.later().requests(),
            c.later().together().toHours(),
            c.first(),
            c.none()));
    table("compared.byLender", c.byLender(), WhatIfCommand::name);
    table("compared.byReceiver", c.byReceiver(), WhatIfCommand::name);
    table("compared.byDay", c.missingByDay(), Object::toString);
  }

  private <K> void table(
      String heading, SortedMap<K, FiguresComparison.Pair> rows, Function<K, String> name) {
    if (rows.isEmpty()) {
      return;
    }
    out.println(say.text(heading));
    rows.entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                (Map.Entry<K, FiguresComparison.Pair> e) -> -Math.abs(e.getValue().more())))
        .limit(MAX_ROWS)
        .forEach(
            e ->
                out.println(
                    say.text(
                        "compared.row",
                        name.apply(e.getKey()),
                        e.getValue().before(),
                        e.getValue().after(),
                        signed(e.getValue().more()))));
    more(rows.size());
  }

  /** A table of one figure, the most first, or in the order of days. */
  <K> void table(String heading, Map<K, Long> rows, Function<K, String> name, boolean mostFirst) {
    if (rows.isEmpty()) {
      return;
    }
    out.println(say.text(heading));
    Comparator<Map.Entry<K, Long>> most = Comparator.comparingLong(e -> -e.getValue());
    Stream<Map.Entry<K, Long>> ordered = rows.entrySet().stream();
    (mostFirst ? ordered.sorted(most) : ordered)
        .limit(MAX_ROWS)
        .forEach(e -> out.println(say.text("row", name.apply(e.getKey()), e.getValue())));
    more(rows.size());
  }

  private void more(int rows) {
    if (rows > MAX_ROWS) {
      out.println(say.text("rows.more", rows - MAX_ROWS));
    }
  }

  private String signed(long n) {
    return (n > 0 ? "+" : "") + say.number(n);
  }
}
