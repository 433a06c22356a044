package kizuna.infra;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import kizuna.decisions.DeadLetter;
import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.schemas.text.Message;

/**
 * A dead letter and whether its report can be read now.
 *
 * @param fact the report; empty: it still cannot be read
 * @param obstacle why it cannot, as an argument of a sentence; empty where it can
 */
record Redrivable(DeadLetter letter, Optional<Fact> fact, Object obstacle) {

  /** A dead letter keeps no more of a report than its first 1 MiB. */
  private static final int KEPT_BYTES = 1 << 20;

  static Redrivable of(DeadLetter letter, WireFormat<Fact> format) {
    ByteBuffer kept = letter.getValue();
    if (kept == null) {
      return new Redrivable(letter, Optional.empty(), RedriveCommand.SAY.of("noValue"));
    }
    byte[] value = new byte[kept.remaining()];
    kept.duplicate().get(value);
    if (value.length >= KEPT_BYTES) {
      return new Redrivable(letter, Optional.empty(), RedriveCommand.SAY.of("cutOff"));
    }
    try {
      return new Redrivable(letter, Optional.of(format.decode(value)), "");
    } catch (UnreadableRecord e) {
      return new Redrivable(letter, Optional.empty(), String.valueOf(e.getMessage()));
    }
  }

  /** The report with the same id and a new time of recording: the log's time does not go back. */
  Fact again(Instant now) {
    return Fact.newBuilder(fact.orElseThrow())
        .setRecordedAt(now.truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  /** Partition and offset of its record in the intake. */
  String place() {
    return letter.getPartition() + ":" + letter.getOffset();
  }

  Message sentence() {
    return fact.map(
            f ->
                RedriveCommand.SAY.of(
                    "readable", place(), letter.getCause(), f.getKind(), f.getNetworkId()))
        .orElseGet(() -> RedriveCommand.SAY.of("stuck", place(), letter.getCause(), obstacle));
  }
}
