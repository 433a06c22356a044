package kizuna.seeds.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import kizuna.facts.StaffOffered;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Days and times of a log that can be moved by its start alone. */
class RelativeTimesTest {

  private final RelativeTimes times = new RelativeTimes(LocalDate.of(2024, 1, 1));

  private ObjectNode offered(String at, String firstDay) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("at", at).put("firstDay", firstDay);
    times.resolve(line, StaffOffered.getClassSchema());
    return line;
  }

  @Test
  void aDayOrTimeThatManyLinesNameIsWorkedOutOnce() {
    ObjectNode first = offered("+3T16:14:00", "+10");
    ObjectNode second = offered("+3T16:14:00", "+10");

    assertThat(first.path("at").asString()).isEqualTo("2024-01-04T16:14:00+09:00");
    assertThat(first.path("firstDay").asString()).isEqualTo("2024-01-11");
    assertThat(second.path("at").asString()).isSameAs(first.path("at").asString());
    assertThat(second.path("firstDay").asString()).isSameAs(first.path("firstDay").asString());
  }

  /** The same text is no day where a time is wanted, whoever asked first. */
  @Test
  void whatIsADayIsNoTime() {
    assertThat(offered("+4", "+3").path("firstDay").asString()).isEqualTo("2024-01-04");

    assertThat(offered("+3", "+4").path("at").asString()).isEqualTo("+3");
  }

  @Test
  void aLogOfAnyLengthIsReadWithBoundedMemory() {
    for (int i = 0; i < 2 * RelativeTimes.MAX_REMEMBERED; i++) {
      assertThat(offered("+0T00:00", "+" + i).path("firstDay").asString())
          .isEqualTo(LocalDate.of(2024, 1, 1).plusDays(i).toString());
    }
  }
}
