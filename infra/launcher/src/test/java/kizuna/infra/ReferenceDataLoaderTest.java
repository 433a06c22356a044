package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.codes.Tier;
import kizuna.facts.Fact;
import kizuna.facts.NetworkFormed;
import kizuna.facts.Reporter;
import kizuna.schemas.form.FactForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reference data get into the live log once, whatever interrupts it. */
class ReferenceDataLoaderTest {

  private static final Instant FIRST = Instant.parse("2026-11-24T01:00:00Z");
  private static final Instant LATER = Instant.parse("2026-11-25T01:00:00Z");

  @TempDir Path folder;

  private final List<Fact> log = new ArrayList<>();

  @Test
  void aNewLogBeginsWithAllOfThem() throws Exception {
    ReferenceDataLoader load = load("build-1");

    assertThat(load.isDone(log::isEmpty)).isFalse();
    assertThat(load.send(reference("a", "b"), this::append, FIRST)).isEqualTo(2);
    assertThat(load.isDone(log::isEmpty)).isTrue();
    assertThat(names()).containsExactly("a", "b");
  }

  @Test
  void anInterruptedLoadIsSentAgainToTheLetter() {
    assertThatThrownBy(
            () -> load("build-1").send(reference("a", "b"), this::appendOnlyTheFirst, FIRST))
        .isInstanceOf(ExecutionException.class);
    Fact sentBefore = log.get(0);

    assertThat(load("build-1")).satisfies(l -> l.send(reference("a", "b"), this::append, LATER));

    assertThat(log.get(1)).isEqualTo(sentBefore);
    assertThat(names()).containsExactly("a", "a", "b");
  }

  @Test
  void aNewBuildSendsOnlyWhatIsNew() throws Exception {
    load("build-1").send(reference("a", "b"), this::append, FIRST);

    assertThat(load("build-2").isDone(log::isEmpty)).isFalse();
    assertThat(load("build-2").send(reference("a", "c", "b"), this::append, LATER)).isEqualTo(1);

    assertThat(names()).containsExactly("a", "b", "c");
    assertThat(load("build-2").isDone(log::isEmpty)).isTrue();
  }

  @Test
  void aLogThatAnotherLauncherBeganIsLeftAsItIs() throws Exception {
    assertThat(load("build-1").isDone(() -> false)).isTrue();
  }

  private ReferenceDataLoader load(String build) {
    return new ReferenceDataLoader(folder, "cluster/1", build);
  }

  private CompletableFuture<Integer> append(Fact fact) {
    log.add(fact);
    return CompletableFuture.completedFuture(log.size());
  }

  private CompletableFuture<Integer> appendOnlyTheFirst(Fact fact) {
    return log.isEmpty()
        ? append(fact)
        : CompletableFuture.failedFuture(new IllegalStateException("killed"));
  }

  private List<String> names() {
    return log.stream().map(f -> f.getNetworkFormed().getName()).toList();
  }

  private static Function<Instant, List<Fact>> reference(String... names) {
    return at ->
        Stream.of(names)
            .map(
                name ->
                    FactForm.envelope(
                        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                        "tokyo23",
                        at,
                        at,
                        new Reporter(Role.SYSTEM, "kizuna"),
                        OperationMode.ACTUAL,
                        new NetworkFormed(
                            name, List.of("131172"), 60, 60, 24, Tier.AGREEMENT, null, 1440, 60)))
            .toList();
  }
}
