package kizuna.infra.chaos;

import static kizuna.schemas.Waiting.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.infra.accounts.Account;
import kizuna.infra.bench.DeciderProcess;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.host.Installation;
import kizuna.infra.host.MemoryBudget;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.jspecify.annotations.Nullable;

/**
 * A broker in this process and a decider in another that is killed and started again in seconds:
 * nothing else of the platform runs.
 */
final class LoneDecider implements ExaminedLog, AutoCloseable {

  private static final int PARTITIONS = 4;

  /** A list of threads is longer. */
  private static final int THREADS_BYTES = 4_000;

  private final Topics topics = Topics.of(Namespace.LIVE, PARTITIONS);
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final Path folder;
  private final EmbeddedBroker broker;
  private final Admin admin;
  private final @Nullable BrokenBuild broken;
  private @Nullable Process process;

  /**
   * @param broken what is broken on purpose; null: nothing
   */
  LoneDecider(@Nullable BrokenBuild broken) throws IOException {
    this.broken = broken;
    folder = Files.createTempDirectory("kizuna-chaos-decider-");
    // As the decider makes them: the same schemas in the same order have the same ids.
    TopicSerdes.of(topics, registry);
    broker = EmbeddedBroker.temporary();
    admin = Admin.create(cluster().settings());
    Provisioning.provision(admin, topics);
    start(Duration.ZERO);
  }

  @Override
  public Topics topics() {
    return topics;
  }

  @Override
  public KafkaCluster cluster() {
    return broker.cluster(Account.LAUNCHER);
  }

  @Override
  public SchemaRegistry registry() {
    return registry;
  }

  @Override
  public Optional<Path> database() {
    return Optional.empty();
  }

  private Path log() {
    return folder.resolve("decider.log");
  }

  /** Its states, and at last its threads. */
  private Path said() {
    return folder.resolve("decider.out");
  }

  /** Keeps its log and what its threads do now beyond its folder; returns where. */
  Path keepLogs() throws IOException, InterruptedException {
    Process running = process;
    if (running != null && running.isAlive()) {
      long before = Files.size(said());
      new ProcessBuilder("kill", "-QUIT", Long.toString(running.pid())).start().waitFor();
      await("its threads").until(() -> Files.size(said()) > before + THREADS_BYTES);
    }
    Path kept = Files.createTempDirectory("kizuna-chaos-logs-decider-");
    for (Path file : List.of(log(), said())) {
      if (Files.exists(file)) {
        Files.copy(file, kept.resolve(file.getFileName()));
      }
    }
    return kept;
  }

  /**
   * Starts it.
   *
   * @param wrong by how much its clock is off; needs {@link #fakeTime}
   */
  void start(Duration wrong) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(Installation.javaCommand(MemoryBudget.STREAMS));
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Dkizuna.log.file=" + log(),
            "-cp",
            Installation.ownClassPath()));
    command.addAll(
        broken == null
            ? List.of(DeciderProcess.class.getName())
            : List.of(BrokenBuild.class.getName(), broken.name()));
    command.addAll(
        List.of(
            broker.accounts().clientFile(Account.LAUNCHER).toString(),
            topics.namespace().name(),
            Integer.toString(PARTITIONS),
            folder.resolve("state").toString(),
            "decisions-1",
            "0"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(said().toFile()));
    if (!wrong.isZero()) {
      builder.environment().put("LD_PRELOAD", fakeTime().orElseThrow().toString());
      builder.environment().put("FAKETIME", "%+d".formatted(wrong.toSeconds()));
    }
    process = builder.start();
  }

  /** The library of Debian's package faketime. */
  static Optional<Path> fakeTime() throws IOException {
    try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
      return folders
          .map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
          .filter(Files::exists)
          .findFirst();
    }
  }

  /**
   * Kills it as {@code kill -9} does, with a transaction open: it is stopped first, so that the
   * transaction that was seen cannot end in between.
   *
   * @return whether there was one within the time
   */
  boolean killInTransaction(Duration within) throws Exception {
    Process running = running();
    boolean stopped = stopInTransaction(running, within);
    if (stopped) {
      running.destroyForcibly().onExit().join();
    }
    return stopped;
  }

  /**
   * Stops it with a transaction open until the broker has aborted that, and lets it go on.
   *
   * @return whether there was one within the time
   */
  boolean outliveTransaction(Duration within) throws Exception {
    Process running = running();
    boolean stopped = stopInTransaction(running, within);
    if (stopped) {
      await("the broker aborts the transaction").until(() -> !hasOpenTransaction());
      ChaosPlatform.freeze(running.pid(), false);
    }
    return stopped;
  }

  private boolean stopInTransaction(Process running, Duration within) throws Exception {
    long end = System.nanoTime() + within.toNanos();
    while (System.nanoTime() < end) {
      if (hasOpenTransaction()) {
        ChaosPlatform.freeze(running.pid(), true);
        if (hasOpenTransaction()) {
          return true;
        }
        ChaosPlatform.freeze(running.pid(), false);
      }
    }
    return false;
  }

  private Process running() {
    Process running = process;
    if (running == null || !running.isAlive()) {
      throw new AssertionError("expected a decider that runs, but it ended by itself: " + log());
    }
    return running;
  }

  private boolean hasOpenTransaction() throws Exception {
    for (TransactionListing one : admin.listTransactions().all().get()) {
      if (one.transactionalId().startsWith(topics.namespace().applicationId())
          && one.state() == TransactionState.ONGOING) {
        return true;
      }
    }
    return false;
  }

  /** Waits until it has decided more than before. */
  void awaitMore(TopicReader reader, int before, Duration limit) {
    await("the decider goes on; its log: " + log())
        .atMost(limit)
        .until(
            () -> {
              running();
              return reader.of(topics.matchDecisions.name()).size() > before;
            });
  }

  @Override
  public void close() throws IOException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().onExit().join();
    }
    admin.close();
    broker.close();
    ChaosPlatform.delete(folder);
  }
}
