package kizuna.streams.api.ledger;

import java.util.List;
import java.util.stream.Stream;
import kizuna.schemas.Namespace;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.ledger.model.Meter;
import org.jspecify.annotations.Nullable;

/** Meters as a table, day by day. */
final class MetersTable {

  private static final List<String> COLUMNS =
      List.of(
          "day",
          "taskType",
          "needed",
          "coveredElsewhere",
          "proposed",
          "confirmed",
          "inTransit",
          "onSite",
          "notReported",
          "served",
          "open",
          "unmet",
          "handover");

  private final String mode;
  private final MessageCatalog words;

  MetersTable(Namespace namespace, MessageCatalog words) {
    this.mode = words.label(namespace.mode());
    this.words = words;
  }

  List<String> head() {
    return Stream.concat(
            Stream.of(words.text("csv.mode")), COLUMNS.stream().map(c -> words.text("meters." + c)))
        .toList();
  }

  /** The cells of a meter, in the order of {@link #head}. */
  List<@Nullable Object> row(Meter m) {
    return List.of(
        mode,
        m.day(),
        words.label(m.taskType()),
        m.needed(),
        m.coveredElsewhere(),
        m.proposed(),
        m.confirmed(),
        m.inTransit(),
        m.onSite(),
        m.notReported(),
        m.served(),
        m.open(),
        m.unmet(),
        m.handover());
  }
}
