package kizuna.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import kizuna.infra.host.DataFolder;
import kizuna.schemas.LogClock;

/**
 * A start long after the last record. Nothing on the machine tells a long rest from a clock that is
 * ahead: the clock is not believed until somebody confirms it.
 *
 * @param lastRecord time of the newest fact when the platform was started
 * @param start when that was, by the machine's clock
 */
record LongRest(Instant lastRecord, Instant start) {

  /** A shorter rest is nothing unusual: a log at rest is told the time once a day. */
  static final Duration USUAL = LogClock.MOST_REST;

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  /**
   * The rest before a start; empty if it was no longer than usual.
   *
   * @param newest time of the newest fact, if there is one
   */
  static Optional<LongRest> before(Instant start, Optional<Instant> newest) {
    return newest
        .filter(last -> Duration.between(last, start).compareTo(USUAL) > 0)
        .map(last -> new LongRest(last, start));
  }

  /** Asks people what day it is, in one sentence. */
  String sentence() {
    LocalDate today = LocalDate.ofInstant(start, JAPAN);
    LocalDate last = LocalDate.ofInstant(lastRecord, JAPAN);
    return "Kizuna was started on "
        + today
        + ", "
        + ChronoUnit.DAYS.between(last, today)
        + " days after the last record ("
        + last
        + "). Was that day really "
        + today
        + "? Until that is confirmed the clock is not believed: reports are taken and decided at the"
        + " log's time. If it is right: infra/kizuna clock --confirm. If not, correct this"
        + " machine's clock.";
  }

  /** Keeps it for {@code status} until the next start; empty forgets the one of before. */
  static void keep(DataFolder data, Optional<LongRest> rest) {
    Path file = file(data.path());
    try {
      if (rest.isPresent()) {
        Files.writeString(
            file,
            rest.get().lastRecord() + " " + rest.get().start() + "\n",
            StandardCharsets.UTF_8);
      } else {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the last start of a data folder's installation kept. */
  static Optional<LongRest> kept(Path folder) {
    try {
      Path file = file(folder);
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      String[] times = Files.readString(file, StandardCharsets.UTF_8).strip().split(" ", 2);
      return Optional.of(
          new LongRest(Instant.parse(times[0]), Instant.parse(times[times.length - 1])));
    } catch (IOException | DateTimeParseException e) {
      return Optional.empty(); // Cut off while it was written: the next start writes it anew.
    }
  }

  private static Path file(Path folder) {
    return folder.resolve("run/long-rest");
  }
}
