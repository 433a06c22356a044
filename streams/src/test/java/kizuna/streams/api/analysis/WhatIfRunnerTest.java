package kizuna.streams.api.analysis;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import kizuna.codes.OperationMode;
import kizuna.edge.ApiException;
import kizuna.schemas.Namespace;
import kizuna.schemas.ProblemType;
import kizuna.schemas.Topics;
import kizuna.streams.analysis.LoggedFacts;
import kizuna.streams.api.SampleBoard;
import kizuna.streams.ledger.projection.HeldTopics;
import org.junit.jupiter.api.Test;

/** One question of an account at a time, of a log that is not too long, for a time that is not. */
class WhatIfRunnerTest {

  private static final Namespace RUN = Namespace.drill("asked-1");

  private final HeldTopics topics = new HeldTopics();
  private final CountDownLatch held = new CountDownLatch(1);

  private LoggedFacts facts(Namespace namespace) {
    return new LoggedFacts(topics::open, topics.registry(), Topics.of(namespace, 1));
  }

  private LoggedFacts factsLater(Namespace namespace) {
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return facts(namespace);
  }

  private static WhatIfQuestion question(String agreement) {
    return new WhatIfQuestion(RUN, List.of(agreement), List.of(), List.of(), List.of(), 0, 0, 0);
  }

  @Test
  void aSecondQuestionOfAnAccountWaitsForTheFirst() {
    SampleBoard.fill(topics.log(RUN), OperationMode.EXERCISE);
    WhatIfRunner runner = new WhatIfRunner(this::factsLater);
    WhatIfRun first = runner.ask("a", question("kyotei-noto"));

    assertThat(runner.ask("a", question("kyotei-noto"))).as("the same").isSameAs(first);
    assertThatThrownBy(() -> runner.ask("a", question("kyotei-suido")))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.QUESTION_OPEN));
    WhatIfRun others = runner.ask("b", question("kyotei-suido"));
    assertThat(others.isOver()).as("one at a time").isFalse();

    held.countDown();
    await("both answers").until(() -> first.answer().isPresent() && others.answer().isPresent());
    assertThat(runner.ask("a", question("kyotei-suido"))).isNotSameAs(first);
    runner.destroy();
  }

  @Test
  void thereIsRoomForSoManyAccounts() {
    WhatIfRunner runner = new WhatIfRunner(this::factsLater);
    for (int i = 0; i < WhatIfRunner.MOST; i++) {
      runner.ask("account-" + i, question("kyotei-noto"));
    }

    assertThatThrownBy(() -> runner.ask("one-more", question("kyotei-noto")))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.READS_BUSY));
    runner.destroy();
  }

  @Test
  void aLogThatIsTooLongOrTakesTooLongIsGivenUp() {
    SampleBoard.fill(topics.log(RUN), OperationMode.EXERCISE);

    assertThat(failure(new WhatIfRun(question("kyotei-noto"), this::facts, 5, Duration.ofHours(1))))
        .isEqualTo(WhatIfRun.Failure.TOO_LONG_A_LOG);
    assertThat(failure(new WhatIfRun(question("kyotei-noto"), this::facts, 10_000, Duration.ZERO)))
        .isEqualTo(WhatIfRun.Failure.TOO_SLOW);
  }

  @Test
  void aLogWithoutFactsHasNoAnswer() {
    topics.log(RUN);

    assertThat(failure(new WhatIfRun(question("kyotei-noto"), this::facts)))
        .isEqualTo(WhatIfRun.Failure.EMPTY_LOG);
  }

  private static WhatIfRun.Failure failure(WhatIfRun run) {
    run.run();
    return run.failure()
        .filter(WhatIfRun.Stopped.class::isInstance)
        .map(WhatIfRun.Stopped.class::cast)
        .map(WhatIfRun.Stopped::why)
        .orElseThrow(() -> new AssertionError("expected a reason, but " + run.failure()));
  }
}
