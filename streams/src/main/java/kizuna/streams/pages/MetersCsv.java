package kizuna.streams.pages;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.Stream;
import kizuna.schemas.Namespace;
import kizuna.streams.explain.Words;
import kizuna.streams.ledger.Meter;

/** Meters as a table for spreadsheets, in the form of {@link LedgerCsv}. */
final class MetersCsv {

  private static final List<String> COLUMNS =
      List.of(
          "day",
          "taskType",
          "needed",
          "coveredElsewhere",
          "held",
          "committed",
          "inTransit",
          "onSite",
          "notReported",
          "served",
          "open",
          "unmet",
          "handover");

  private final String mode;
  private final Words words;

  MetersCsv(Namespace namespace, Words words) {
    this.mode = words.label(namespace.mode());
    this.words = words;
  }

  void write(List<Meter> meters, Writer out) throws IOException {
    LedgerCsv.begin(out);
    line(
        out, words.text("csv.mode"), COLUMNS.stream().map(c -> words.text("meters." + c)).toList());
    for (Meter m : meters) {
      line(
          out,
          mode,
          List.of(
              m.day().toString(),
              words.label(m.taskType()),
              Integer.toString(m.needed()),
              Integer.toString(m.coveredElsewhere()),
              Integer.toString(m.held()),
              Integer.toString(m.committed()),
              Integer.toString(m.inTransit()),
              Integer.toString(m.onSite()),
              Integer.toString(m.notReported()),
              Integer.toString(m.served()),
              Integer.toString(m.open()),
              Integer.toString(m.unmet()),
              Integer.toString(m.handover())));
    }
  }

  private static void line(Writer out, String first, List<String> others) throws IOException {
    LedgerCsv.line(out, Stream.concat(Stream.of(first), others.stream()).toList());
  }
}
