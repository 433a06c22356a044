package kizuna.streams.ledger.write;

import static kizuna.streams.ledger.write.WrittenRows.NETWORK;
import static kizuna.streams.ledger.write.WrittenRows.NOW;
import static kizuna.streams.ledger.write.WrittenRows.fact;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lessons, and contact tests with their answers, as the ledger keeps them. */
class PreparednessWriterTest {

  private final WrittenRows ledger = new WrittenRows();
  private final PreparednessWriter writer = new PreparednessWriter(ledger.sql);

  PreparednessWriterTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  private void sent(int test) throws SQLException {
    Fact fact =
        fact(
            FactKind.CONTACT_TEST_SENT,
            Role.WARD,
            NOW.plus(Duration.ofDays(test)),
            body -> body.put("testId", "con-" + test));
    writer.sent(fact, fact.getContactTestSent());
  }

  @Test
  void aLessonThatIsRecordedAgainIsOpenAgain() throws SQLException {
    Fact lesson = fact(FactKind.LESSON_RECORDED);
    Fact closed = fact(FactKind.LESSON_CLOSED);
    writer.recorded(lesson, lesson.getLessonRecorded());
    writer.closed(closed, closed.getLessonClosed());
    assertThat(ledger.rows("select id from lesson where closed_at is not null"))
        .containsExactly("les-1");

    writer.recorded(lesson, lesson.getLessonRecorded());
    assertThat(ledger.rows("select id from lesson where closed_at is null and closed is null"))
        .containsExactly("les-1");
  }

  @Test
  void onlyTheNewestTestsOfASenderAreKept() throws SQLException {
    for (int test = 1; test <= PreparednessWriter.MAX_TESTS + 2; test++) {
      sent(test);
    }

    assertThat(ledger.rows("select id from contact_test"))
        .hasSize(PreparednessWriter.MAX_TESTS)
        .doesNotContain("con-1", "con-2");
    assertThat(ledger.rows("select distinct test_key from contact_answer"))
        .hasSize(PreparednessWriter.MAX_TESTS)
        .doesNotContain(NETWORK + "/con-1");
  }

  @Test
  void theFirstAnswerOfABodyCounts() throws SQLException {
    sent(1);
    for (int minute : new int[] {5, 9}) {
      Fact answer =
          fact(
              FactKind.CONTACT_TEST_ANSWERED,
              Role.DESK,
              NOW.plus(Duration.ofMinutes(minute)),
              body -> {});
      writer.answered(answer, answer.getContactTestAnswered());
    }

    assertThat(ledger.rows("select body, answered_at from contact_answer order by body"))
        .containsExactly("172049 " + NOW.plus(Duration.ofMinutes(5)).toEpochMilli(), "172057 null");
  }
}
