package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written once a day, whatever happens meanwhile. */
class DailyRecordsTest {

  private static final class Hands extends Clock {
    private Instant now = Instant.parse("2026-11-28T01:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void eachIsStartedOnceADayOneAfterTheOther() throws Exception {
    Hands clock = new Hands();
    List<String> started = new ArrayList<>();
    DailyRecords records =
        new DailyRecords(
            clock,
            command -> {
              started.add(command.get(0));
              Process process = new ProcessBuilder("true").start();
              process.onExit().join();
              return process;
            },
            List.of(List.of("heads"), List.of("archive")));
    records.startDue();
    assertThat(started).as("not while everything starts").isEmpty();
    clock.now = clock.now.plus(DailyRecords.FIRST_AFTER);
    for (int i = 0; i < 5; i++) {
      records.startDue();
    }
    assertThat(started).containsExactly("heads", "archive");
    clock.now = clock.now.plus(Duration.ofDays(1));
    for (int i = 0; i < 5; i++) {
      records.startDue();
    }
    assertThat(started).containsExactly("heads", "archive", "heads", "archive");
    records.close();
  }
}
