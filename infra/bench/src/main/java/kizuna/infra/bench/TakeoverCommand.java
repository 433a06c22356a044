package kizuna.infra.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.infra.accounts.Account;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.host.Installation;
import kizuna.infra.host.MemoryBudget;
import kizuna.infra.process.ParentWatchdog;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.verify.Verification;
import kizuna.streams.verify.Verifier;
import me.tongfei.progressbar.ProgressBar;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna bench takeover}: how long nothing is decided when a decider is killed. */
@Command(
    name = "takeover",
    mixinStandardHelpOptions = true,
    description = {
      "Kills the decider of a network with kill -9, again and again, beside a second one that has a copy of its state,",
      "and measures until the next decision is committed; then decides the log again and demands the same.",
      "With --single there is one decider, which is started again at once. Exit code 1 if anything differs.",
      "",
      "  infra/kizuna bench takeover",
      "  infra/kizuna bench takeover --single --open 10000 --kills 5",
      ""
    })
public final class TakeoverCommand implements Callable<Integer> {

  private static final int PARTITIONS = 4;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** The last records of a changelog are marks of transactions, which no copy has. */
  private static final long MARKS = 50;

  @Spec private CommandSpec spec;

  @Option(
      names = "--open",
      paramLabel = "N",
      defaultValue = "100000",
      description = "open requests of the network (default: ${DEFAULT-VALUE})")
  private int open;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "20",
      description = "how often its decider is killed (default: ${DEFAULT-VALUE})")
  private int kills;

  @Option(names = "--single", description = "one decider, started again at once")
  private boolean single;

  private final Topics topics = Topics.of(Namespace.drill("takeover"), PARTITIONS);
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private final TopicSerdes formats = TopicSerdes.of(topics, registry);
  private final Map<String, Decider> deciders = new TreeMap<>();
  private long sent;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    if (open < 0 || kills < 1) {
      throw new ParameterException(
          spec.commandLine(), "expected 0 or more for --open, and 1 or more for --kills");
    }
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("kizuna-takeover-");
    try (EmbeddedBroker broker = EmbeddedBroker.temporary();
        Admin admin = Admin.create(broker.cluster(Account.LAUNCHER).settings())) {
      Provisioning.provision(admin, topics);
      for (String name : single ? List.of("a") : List.of("a", "b")) {
        deciders.put(name, new Decider(name, folder, broker));
      }
      return measure(broker, admin, out);
    } finally {
      deciders.values().forEach(Decider::kill);
      RunningPlatform.deleteAll(folder);
    }
  }

  private int measure(EmbeddedBroker broker, Admin admin, PrintWriter out)
      throws IOException, InterruptedException, ExecutionException {
    Workload workload = new Workload(1).setUp().openRequests(open);
    BenchLog intake = new BenchLog(broker, topics.intake.name());
    double[] seconds = new double[kills];
    try (KafkaProducer<byte[], byte[]> producer = intake.producer();
        KafkaConsumer<byte[], byte[]> decisions = decisions(broker);
        ProgressBar bar = LoadCommand.bar("killed", kills)) {
      for (Decider decider : deciders.values()) {
        decider.start();
      }
      send(intake, producer, workload);
      awaitDecided(decisions);
      for (int i = 0; i < kills; i++) {
        awaitWarm();
        Decider active = decider(admin, workload.network(0));
        long began = System.nanoTime();
        active.kill();
        if (single) {
          active.start();
        }
        send(intake, producer, workload.openRequests(1));
        awaitDecided(decisions);
        seconds[i] = (System.nanoTime() - began) / 1e9;
        if (!single) {
          active.start();
        }
        bar.step();
      }
    }
    Arrays.sort(seconds);
    String what = single ? "kill -9 of the only decider" : "kill -9 with a standby";
    LoadCommand.row(out, what + " → next decision, median s", seconds[seconds.length / 2], null);
    LoadCommand.row(
        out,
        what + " → next decision, p95 s",
        seconds[Math.min(seconds.length - 1, seconds.length * 95 / 100)],
        single ? "aim 10" : "aim 12");
    LoadCommand.row(out, what + " → next decision, longest s", seconds[seconds.length - 1], null);
    Verification v =
        new Verifier(topics, registry).verify(broker.cluster(Account.LAUNCHER), facts -> {});
    out.printf(
        "%,d reports, %,d decisions the same when decided again%s%n",
        sent, v.decisions(), v.difference().map(d -> "; " + d.sentence()).orElse(""));
    return v.decisions() == sent && v.difference().isEmpty() ? 0 : 1;
  }

  private void send(BenchLog intake, KafkaProducer<byte[], byte[]> producer, Workload workload) {
    List<Fact> facts = workload.take();
    facts.forEach(f -> f.put(f.getSchema().getField("mode").pos(), OperationMode.EXERCISE));
    BenchLog.encoded(formats, facts).forEach(record -> intake.send(producer, record));
    producer.flush();
    intake.requireWritten();
    sent += facts.size();
  }

  private KafkaConsumer<byte[], byte[]> decisions(EmbeddedBroker broker) {
    Map<String, Object> settings = broker.cluster(Account.LAUNCHER).settings();
    settings.put("isolation.level", "read_committed");
    settings.put("auto.offset.reset", "earliest");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all =
        IntStream.range(0, topics.matchDecisions.partitions())
            .mapToObj(p -> new TopicPartition(topics.matchDecisions.name(), p))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    return consumer;
  }

  private long decided;

  /** Waits until as many decisions are committed as facts were sent. */
  private void awaitDecided(KafkaConsumer<byte[], byte[]> decisions) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (decided < sent) {
      decided += decisions.poll(Duration.ofMillis(50)).count();
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "expected %,d decisions within %s, but %,d".formatted(sent, LONGEST, decided));
      }
    }
  }

  /** Waits until every decider runs and has a copy of the others' state. */
  private void awaitWarm() throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!deciders.values().stream().allMatch(Decider::isWarm)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "expected deciders with copies of the state, but " + deciders.values());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    // Wait for fresh output of the second, not output from before it was killed.
    TimeUnit.SECONDS.sleep(1);
  }

  /** Returns the decider of a network's partition now. */
  private Decider decider(Admin admin, String network)
      throws ExecutionException, InterruptedException {
    int partition =
        org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey(
            network.getBytes(StandardCharsets.UTF_8), topics.intake.partitions());
    TopicPartition intake = new TopicPartition(topics.intake.name(), partition);
    String group = topics.namespace().applicationId();
    String name =
        admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
            .flatMap(described -> described.members().stream())
            .filter(member -> member.assignment().topicPartitions().contains(intake))
            .map(member -> member.groupInstanceId().orElseThrow())
            .findFirst()
            .orElseThrow();
    return deciders.entrySet().stream()
        .filter(one -> name.startsWith(one.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** One decider, in a process that is killed and started again. */
  private final class Decider {
    private final String name;
    private final Path state;
    private final Path properties;
    private @Nullable Process process;
    private volatile String said = "";

    Decider(String name, Path folder, EmbeddedBroker broker) {
      this.name = name;
      this.state = folder.resolve(name);
      this.properties = broker.accounts().clientFile(Account.LAUNCHER);
    }

    void start() throws IOException {
      List<String> command = new ArrayList<>(Installation.javaCommand(MemoryBudget.STREAMS));
      command.addAll(
          List.of(
              "-cp",
              Installation.ownClassPath(),
              ParentWatchdog.class.getName(),
              DeciderProcess.class.getName(),
              properties.toString(),
              topics.namespace().name(),
              Integer.toString(PARTITIONS),
              state.toString(),
              name,
              single ? "0" : "1"));
      said = "";
      Process started =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process = started;
      Thread listening = new Thread(() -> listen(started), "decider-" + name);
      listening.setDaemon(true);
      listening.start();
    }

    private void listen(Process to) {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(to.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (to == process) {
            said = line;
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isWarm() {
      String[] words = said.split(" ", -1);
      return words.length == 2
          && words[0].equals("RUNNING")
          && words[1].matches("\\d{1,6}")
          && Long.parseLong(words[1]) <= MARKS;
    }

    void kill() {
      Process running = process;
      if (running != null) {
        running.destroyForcibly().onExit().join();
      }
    }

    @Override
    public String toString() {
      return name + ": " + said;
    }
  }
}
