package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.Test;

/** Lessons and contact tests: whose they are, how long they stand, how many there may be. */
class PreparednessHandlerTest {

  private final NetworkAtWork at = new NetworkAtWork();

  private static Fact lesson(String id, String owner) {
    return new Fact.LessonRecorded(id, "noto-2024-1", owner, null, WAJIMA, null);
  }

  private static Fact closed(String id, String owner) {
    return new Fact.LessonClosed(id, owner, "noto-2024-2");
  }

  private RejectionCode refused(Role role, String body, Fact fact) {
    return at.refuse(role, body, fact).code();
  }

  @Test
  void aLessonStandsUntilItsOwnerClosesItOnce() {
    at.accept(Role.DESK, WAJIMA, lesson("l1", WAJIMA));
    assertThat(refused(Role.DESK, WAJIMA, lesson("l1", WAJIMA)))
        .isEqualTo(RejectionCode.ALREADY_EXISTS);
    assertThat(refused(Role.WARD, SHINJUKU, closed("l1", SHINJUKU)))
        .isEqualTo(RejectionCode.UNKNOWN_LESSON);
    assertThat(refused(Role.WARD, SHINJUKU, closed("l1", WAJIMA)))
        .isEqualTo(RejectionCode.NOT_YOURS);

    at.accept(Role.DESK, WAJIMA, closed("l1", WAJIMA));

    assertThat(refused(Role.DESK, WAJIMA, closed("l1", WAJIMA)))
        .isEqualTo(RejectionCode.UNKNOWN_LESSON);
  }

  @Test
  void theRunInWhichALessonWasLearnedDoesNotCloseIt() {
    at.accept(Role.DESK, WAJIMA, lesson("l1", WAJIMA));

    assertThat(refused(Role.DESK, WAJIMA, new Fact.LessonClosed("l1", WAJIMA, "noto-2024-1")))
        .isEqualTo(RejectionCode.LESSON_OF_THAT_RUN);

    at.accept(Role.DESK, WAJIMA, closed("l1", WAJIMA));
  }

  @Test
  void aLessonConcernsWhatIsKnown() {
    assertThat(
            refused(
                Role.DESK,
                WAJIMA,
                new Fact.LessonRecorded("l1", "noto-2024-1", WAJIMA, "none", null, null)))
        .isEqualTo(RejectionCode.UNKNOWN_AGREEMENT);
    assertThat(
            refused(
                Role.DESK,
                WAJIMA,
                new Fact.LessonRecorded("l1", "noto-2024-1", WAJIMA, null, "999997", null)))
        .isEqualTo(RejectionCode.UNKNOWN_MUNICIPALITY);
  }

  @Test
  void aNetworkKeepsSoManyOpenLessons() {
    for (int i = 0; i < PreparednessHandler.MAX_LESSONS; i++) {
      at.accept(Role.COORDINATOR, ID, lesson("l" + i, ID));
    }
    assertThat(refused(Role.COORDINATOR, ID, lesson("more", ID)))
        .isEqualTo(RejectionCode.TOO_MANY_LESSONS);
    at.accept(Role.COORDINATOR, ID, closed("l0", ID));
    at.accept(Role.COORDINATOR, ID, lesson("more", ID));
  }

  @Test
  void aContactTestIsAnsweredByWhomItAskedUntilALaterOneReplacesIt() {
    at.accept(Role.WARD, SHINJUKU, new Fact.ContactTestSent("t1", SHINJUKU, List.of(WAJIMA)));
    at.accept(Role.DESK, WAJIMA, new Fact.ContactTestAnswered("t1", WAJIMA));
    assertThat(refused(Role.DESK, SUZU, new Fact.ContactTestAnswered("t1", SUZU)))
        .isEqualTo(RejectionCode.UNKNOWN_CONTACT_TEST);
    assertThat(refused(Role.DESK, SUZU, new Fact.ContactTestAnswered("t1", WAJIMA)))
        .isEqualTo(RejectionCode.NOT_YOURS);

    at.accept(Role.WARD, SHINJUKU, new Fact.ContactTestSent("t2", SHINJUKU, List.of(SUZU)));

    assertThat(refused(Role.DESK, WAJIMA, new Fact.ContactTestAnswered("t1", WAJIMA)))
        .isEqualTo(RejectionCode.UNKNOWN_CONTACT_TEST);
  }
}
