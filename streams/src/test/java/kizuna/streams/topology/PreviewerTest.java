package kizuna.streams.topology;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.Preview;
import kizuna.streams.replay.InMemoryStateStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions are answered by the task that has the books, between two of its records. */
class PreviewerTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private final FactBuilder f = new FactBuilder();

  private Fact[] beforeTheRequest() {
    return new Fact[] {
      f.networkFormed(FactBuilder.SHINJUKU, FactBuilder.SUMIDA),
      f.municipalities(),
      f.agreement(),
      f.declared("noto", FactBuilder.WAJIMA),
      f.offered("off-1", FactBuilder.SHINJUKU, 4, 8)
    };
  }

  @Test
  void theRunningTopologyIsAskedAndWritesNothing() throws InterruptedException {
    try (DrivenTopology kizuna = new DrivenTopology(folder)) {
      kizuna.put(beforeTheRequest());
      kizuna.everything();

      Preview preview = kizuna.previews.ask(f.requested("req-1", 6, 8), LONG);

      Preview.Decided decided = (Preview.Decided) preview;
      assertThat(decided.proposals()).hasSize(1);
      assertThat(decided.proposals().get(0).getHeadCount()).isEqualTo(4);
      assertThat(decided.request().orElseThrow().getOpenPersonDays()).isEqualTo(16);
      assertThat(decided.lenders()).isEqualTo(2);
      kizuna.everything().values().forEach(lines -> assertThat(lines).isEmpty());
    }
  }

  @Test
  void aTaskThatGaveItsBooksUpIsAskedNoMore() throws InterruptedException {
    Previewer previews;
    try (DrivenTopology kizuna = new DrivenTopology(folder)) {
      kizuna.put(beforeTheRequest());
      previews = kizuna.previews;
    }

    assertThat(previews.ask(f.requested("req-1", 6, 8), LONG))
        .isEqualTo(Preview.Missing.NOT_DECIDED_HERE);
  }

  @Test
  void aNetworkThatTheLogDoesNotKnowIsUnknown() throws InterruptedException {
    try (DrivenTopology kizuna = new DrivenTopology(folder)) {
      assertThat(kizuna.previews.ask(f.requested("req-1", 6, 8), LONG))
          .isEqualTo(Preview.Missing.UNKNOWN_NETWORK);
    }
  }

  @Test
  void whoeverWaitsTooLongForTheBooksIsToldSoAndTooManyAreTurnedAway() throws Exception {
    Topics topics = Topics.of(Namespace.LIVE, 1);
    FactProcessor log =
        new FactProcessor(
            topics, TopicSerdes.of(topics, new InMemoryRegistry()), new InMemoryStateStore());
    Previewer previews = new Previewer(topics);
    Previewer.TaskLock turn = previews.opened(0, log);
    Fact question = f.requested("req-1", 6, 8);
    turn.begin();
    try {
      assertThat(elsewhere(() -> previews.ask(question, Duration.ofMillis(1))))
          .isEqualTo(Preview.Missing.TOO_SLOW);
      CompletableFuture<?>[] waiting = new CompletableFuture<?>[4];
      for (int i = 0; i < waiting.length; i++) {
        waiting[i] =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    previews.ask(question, LONG);
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                },
                task -> new Thread(task).start());
      }
      await("all wait").until(() -> previews.waiting() == waiting.length);
      assertThat(previews.ask(question, LONG)).isEqualTo(Preview.Missing.TOO_MANY);
      turn.end();
      CompletableFuture.allOf(waiting).get(20, TimeUnit.SECONDS);
    } finally {
      if (turn.isOwn()) {
        turn.end();
      }
    }
    assertThat(previews.ask(question, LONG)).isEqualTo(Preview.Missing.UNKNOWN_NETWORK);
  }

  private interface Asking {
    Preview ask() throws InterruptedException;
  }

  private static Preview elsewhere(Asking asking) throws Exception {
    CompletableFuture<Preview> answer = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                answer.complete(asking.ask());
              } catch (InterruptedException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            })
        .start();
    return answer.get(20, TimeUnit.SECONDS);
  }
}
