package kizuna.infra.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import kizuna.infra.accounts.Account;
import kizuna.infra.bench.ThreeBrokers;
import kizuna.infra.containers.FaultyLine;
import kizuna.infra.host.Installation;
import kizuna.streams.topology.DecisionEngine;

/** What breaks in a round, and how it is mended. */
enum ChaosFault {
  NOTHING {
    @Override
    void happen(Scene s) {
      // The round itself must hold.
    }
  },
  KILL_DECIDER {
    @Override
    void happen(Scene s) throws IOException {
      s.platform.awaitOpenTransaction();
      s.platform.kill("streams");
    }
  },
  KILL_PRODUCERS {
    @Override
    void happen(Scene s) throws IOException {
      s.platform.kill("producers");
    }
  },
  KILL_REGISTRY {
    @Override
    void happen(Scene s) throws IOException {
      s.platform.kill("registry");
    }
  },
  /** The decider starts before the registry is there. */
  REGISTRY_DOWN_AT_START {
    @Override
    void happen(Scene s) throws IOException {
      s.platform.kill("registry");
      s.platform.kill("streams");
    }
  },
  REGISTRY_FROZEN {
    @Override
    void happen(Scene s) throws IOException, InterruptedException {
      freeze(s, s.platform.process.pid("registry"), 8);
    }
  },
  /** With it goes everything: the parts end with their launcher. */
  KILL_BROKER {
    @Override
    void happen(Scene s) {
      s.platform.process.killEverything();
    }
  },
  FREEZE_DECIDER_SHORT {
    @Override
    void happen(Scene s) throws IOException, InterruptedException {
      freeze(s, s.platform.process.pid("streams"), 1 + s.random.nextInt(5));
    }
  },
  /** Longer than the limits of session and transaction, which are 10 s. */
  FREEZE_DECIDER_LONG {
    @Override
    void happen(Scene s) throws IOException, InterruptedException {
      freeze(s, s.platform.process.pid("streams"), 14 + s.random.nextInt(12));
    }
  },
  FREEZE_PRODUCERS {
    @Override
    void happen(Scene s) throws IOException, InterruptedException {
      freeze(s, s.platform.process.pid("producers"), 8);
    }
  },
  FREEZE_BROKER {
    @Override
    void happen(Scene s) throws InterruptedException {
      freeze(s, s.platform.process.pid(), 14 + s.random.nextInt(12));
    }
  },
  SECOND_DECIDER_FLAPS {
    @Override
    void happen(Scene s) throws IOException, InterruptedException {
      Path state = Files.createTempDirectory("kizuna-chaos-second-");
      for (int i = 0; i < 3; i++) {
        try (DecisionEngine second =
            new DecisionEngine(
                s.platform.topics(),
                s.platform.process.registry(Account.STREAMS),
                DecisionEngine.Settings.of(s.platform.process.kafka(Account.STREAMS), state)
                    .as("decisions-chaos", 1, 0))) {
          second.start();
          s.rest(4 + s.random.nextInt(6));
        }
      }
      ChaosPlatform.delete(state);
    }
  },
  STATE_LOST {
    @Override
    void happen(Scene s) throws IOException {
      s.platform.process.killEverything();
      ChaosPlatform.delete(engineState(s));
    }
  },
  /** What was copied when the round began. */
  STATE_OLD {
    @Override
    void prepare(Scene s) throws IOException {
      s.platform.process.killEverything();
      s.old = Files.createTempDirectory("kizuna-chaos-old-");
      ChaosPlatform.copy(engineState(s), s.old);
      s.platform.bringBack();
    }

    @Override
    void happen(Scene s) throws IOException {
      s.platform.process.killEverything();
      Path old = s.old;
      if (old != null) {
        ChaosPlatform.delete(engineState(s));
        ChaosPlatform.copy(old, engineState(s));
        ChaosPlatform.delete(old);
      }
    }
  },
  STATE_BYTE_FLIPPED {
    @Override
    void happen(Scene s) throws IOException {
      s.platform.process.killEverything();
      Optional<Path> file = s.platform.largestStateFile();
      if (file.isPresent()) {
        byte[] bytes = Files.readAllBytes(file.get());
        if (bytes.length > 0) {
          bytes[s.random.nextInt(bytes.length)] ^= (byte) (1 << s.random.nextInt(8));
          Files.write(file.get(), bytes);
        }
      }
    }
  },
  DATABASE_LOST {
    @Override
    void happen(Scene s) throws IOException {
      s.platform.process.killEverything();
      Optional<Path> file = s.platform.database();
      if (file.isPresent()) {
        for (String more : new String[] {"", "-wal", "-shm"}) {
          Files.deleteIfExists(Path.of(file.get() + more));
        }
      }
    }
  },
  /** Of broker, state and database at once: they share it. */
  DISK_FULL {
    @Override
    void happen(Scene s) throws IOException, InterruptedException {
      Optional<Path> filler = s.platform.fillDisk();
      if (filler.isEmpty()) {
        s.skipped = "no disk of its own: only root can mount one";
        return;
      }
      s.rest(8);
      Files.delete(filler.get());
    }
  },
  NETWORK_CUT {
    @Override
    void happen(Scene s) throws InterruptedException {
      network(s, FaultyLine::cut, 3 + s.random.nextInt(15));
    }
  },
  NETWORK_SLOW {
    @Override
    void happen(Scene s) throws InterruptedException {
      network(s, line -> line.slow(SLOW), 10);
    }
  },
  NETWORK_PAUSED {
    @Override
    void happen(Scene s) throws InterruptedException {
      network(s, FaultyLine::pause, 3 + s.random.nextInt(15));
    }
  },
  NETWORK_HALF_OPEN {
    @Override
    void happen(Scene s) throws InterruptedException {
      network(s, FaultyLine::halfOpen, 3 + s.random.nextInt(15));
    }
  },
  /** Its folder is gone, so it would give out ids anew: nothing starts until it is put back. */
  REGISTRY_LOST {
    @Override
    void happen(Scene s) throws IOException, InterruptedException {
      s.platform.process.killEverything();
      Path kept = Files.createTempDirectory("kizuna-chaos-registry-");
      ChaosPlatform.copy(s.platform.registryData(), kept);
      ChaosPlatform.delete(s.platform.registryData());
      String said = s.platform.process.refusal();
      if (!said.contains(s.platform.topics().matchDecisions.name())) {
        throw new AssertionError("expected to be told that the registry is another, but " + said);
      }
      ChaosPlatform.delete(s.platform.registryData());
      ChaosPlatform.copy(kept, s.platform.registryData());
      ChaosPlatform.delete(kept);
    }
  },
  WRONG_CLOCKS {
    @Override
    ChaosLoad.Manner manner() {
      return ChaosLoad.Manner.WRONG_CLOCKS;
    }

    @Override
    void happen(Scene s) throws IOException {
      s.platform.kill("streams");
    }
  },
  OVERSIZED {
    @Override
    ChaosLoad.Manner manner() {
      return ChaosLoad.Manner.OVERSIZED;
    }

    @Override
    void happen(Scene s) throws IOException {
      s.platform.kill("streams");
    }
  },
  /** Each of them in turn, for longer than the limits of session and transaction. */
  KILL_ONE_BROKER_OF_THREE {
    @Override
    ChaosPlatform.Kind platform() {
      return ChaosPlatform.Kind.THREE_BROKERS;
    }

    @Override
    void happen(Scene s) throws InterruptedException, IOException {
      s.times = ThreeBrokers.NODES;
      for (int n = 1; n <= ThreeBrokers.NODES; n++) {
        s.platform.brokers().kill(n);
        s.rest(12 + s.random.nextInt(8));
        s.platform.brokers().startAgain(n);
        s.platform.awaitAllCopies();
      }
    }

    @Override
    void demand(DeskLoad desk) {
      if (desk.longestRefusal().compareTo(LONGEST_REFUSAL) > 0) {
        throw new AssertionError(
            "I5: a report was refused for %.1f s, longer than %d s"
                .formatted(desk.longestRefusal().toMillis() / 1e3, LONGEST_REFUSAL.toSeconds()));
      }
    }
  },
  /** An earlier build decides the first half, and this one goes on. */
  UPGRADE {
    @Override
    ChaosPlatform.Kind platform() {
      return ChaosPlatform.Kind.EARLIER_BUILD;
    }

    @Override
    void happen(Scene s) {
      s.platform.process.killEverything();
      s.platform.process.useBuild(Installation.here());
    }
  },
  CUT_BEFORE_END_OF_TRANSACTION {
    @Override
    void happen(Scene s) throws InterruptedException {
      cutAtEnd(s, false);
    }
  },
  CUT_AFTER_END_OF_TRANSACTION {
    @Override
    void happen(Scene s) throws InterruptedException {
      cutAtEnd(s, true);
    }
  },
  /** For as long as the command says. */
  BROKER_AWAY {
    @Override
    void happen(Scene s) throws InterruptedException {
      network(s, FaultyLine::cut, Math.toIntExact(s.away.toSeconds()));
    }
  };

  private static final Duration SLOW = Duration.ofMillis(300);

  /** Longest time for which reports may not be taken when one of three brokers is killed. */
  private static final Duration LONGEST_REFUSAL = Duration.ofSeconds(10);

  /** Where it happens, and what it leaves for its mending. */
  static final class Scene {
    final ChaosPlatform platform;
    final Random random;
    final Duration away;

    /** How often it happened. */
    int times = 1;

    @org.jspecify.annotations.Nullable Path old;

    /** Why it could not be made to happen; null: it was. */
    @org.jspecify.annotations.Nullable String skipped;

    Scene(ChaosPlatform platform, Random random, Duration away) {
      this.platform = platform;
      this.random = random;
      this.away = away;
    }

    void rest(int seconds) throws InterruptedException {
      TimeUnit.SECONDS.sleep(seconds);
    }
  }

  /** Before the load. */
  void prepare(Scene s) throws IOException {
    // Most need nothing.
  }

  /** What it happens to. */
  ChaosPlatform.Kind platform() {
    return ChaosPlatform.Kind.EMBEDDED;
  }

  /** What is sent meanwhile. */
  ChaosLoad.Manner manner() {
    return ChaosLoad.Manner.USUAL;
  }

  /** What must hold beside every promise. */
  void demand(DeskLoad desk) {
    // Most demand nothing more.
  }

  /** Breaks something and, unless the platform mends it itself, ends the cause. */
  abstract void happen(Scene s) throws IOException, InterruptedException;

  /** As it is called on the command line. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void freeze(Scene s, long pid, int seconds) throws InterruptedException {
    ChaosPlatform.freeze(pid, true);
    try {
      s.rest(seconds);
    } finally {
      ChaosPlatform.freeze(pid, false);
    }
  }

  private static void network(Scene s, Consumer<FaultyLine> fault, int seconds)
      throws InterruptedException {
    fault.accept(s.platform.line());
    try {
      s.rest(seconds);
    } finally {
      s.platform.line().mend();
    }
  }

  private static void cutAtEnd(Scene s, boolean reached) throws InterruptedException {
    s.platform.line().cutAtEndOfTransaction(1 + s.random.nextInt(5), reached);
    for (int i = 0; i < 30 && s.platform.line().cutsToCome() > 0; i++) {
      s.rest(1);
    }
    if (s.platform.line().cutsToCome() > 0) {
      s.skipped = "no transaction ended within 30 s";
    }
    s.platform.line().mend();
  }

  private static Path engineState(Scene s) {
    return s.platform.state().resolve(s.platform.topics().namespace().applicationId());
  }
}
