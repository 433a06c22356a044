package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import kizuna.producers.MalformedReports.Sent;
import kizuna.producers.OpenDoor.Answer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A thousand malformed reports are a thousand named refusals; the good ones between are taken. */
class NothingMalformedIsTakenTest {

  private static final int REPORTS = 1_000;
  private static final int GOOD_EVERY = 10;
  private static final long SEED = 20240101;

  @Test
  void aThousandMalformedReportsAreAThousandNamedRefusals() throws Exception {
    MalformedReports reports = new MalformedReports(SEED);
    int good = 0;
    try (OpenDoor door = new OpenDoor()) {
      door.lessonsAreTested();
      for (int i = 0; i < REPORTS; i++) {
        Sent sent = reports.malformed(i);
        refused(sent, door.send(sent.request(door)));
        if (i % GOOD_EVERY == 0) {
          Sent right = reports.good();
          Answer answer = door.send(right.request(door));
          assertThat(answer.status()).as("%s %s", right.path(), answer.body()).isEqualTo(202);
          good++;
        }
        assertThat(door.taken()).as("after %s", sent.what()).hasSize(good);
      }
    }
    assertThat(good).isEqualTo(REPORTS / GOOD_EVERY);
  }

  private static void refused(Sent sent, Answer answer) {
    String what =
        sent.what()
            + ": "
            + sent.method()
            + " "
            + sent.path()
            + " "
            + MalformedReports.text(sent.body())
            + " → "
            + answer.body();
    assertThat(answer.status()).as(what).isBetween(400, 499);
    assertThat(answer.header("Content-Type")).as(what).startsWith("application/problem+json");
    assertThat(answer.body().path("status").asInt()).as(what).isEqualTo(answer.status());
    assertThat(answer.body().path("type").asString()).as(what).startsWith("https://");
    assertThat(answer.body().path("title").asString()).as(what).isNotBlank();
    assertThat(answer.body().path("detail").asString()).as(what).containsIgnoringCase("expected");
    for (JsonNode error : answer.body().path("errors")) {
      assertThat(error.path("message").asString())
          .as(what)
          .matches("(?s)expected .+ for .*, but .+");
    }
  }
}
