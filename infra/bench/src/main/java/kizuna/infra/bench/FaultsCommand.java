package kizuna.infra.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kizuna.facts.Fact;
import kizuna.infra.broker.Provisioning;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.topology.DecisionEngine;
import kizuna.streams.verify.LogRepair;
import kizuna.streams.verify.Verification;
import kizuna.streams.verify.Verifier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna bench faults}: outages of a whole cluster, longer than every time limit. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    description = {
      "Freezes three brokers of a cluster of its own after some reports, lets them go on, and"
          + " demands that",
      "every report is decided once, in one chain, as the log decided again gives it.",
      "Takes as long as the outages and about a minute more; the short form is part of infra/kizuna"
          + " test.",
      "Exit code 1 when anything is lost, decided twice or otherwise.",
      "",
      "  infra/kizuna bench faults",
      "  infra/kizuna bench faults --freeze 20,90",
      ""
    })
public final class FaultsCommand implements Callable<Integer> {

  /** Without a report: an engine at rest is the most exposed. */
  private static final Duration QUIET = Duration.ofSeconds(6);

  private static final Duration LONGEST_RETURN = Duration.ofMinutes(5);
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final int LONGEST_FREEZE_SECONDS = 3_600;

  @Spec private CommandSpec spec;

  @Option(
      names = "--freeze",
      paramLabel = "S",
      split = ",",
      defaultValue = "30,250,400",
      description = "seconds of each outage (default: ${DEFAULT-VALUE})")
  private List<Integer> freezes = List.of();

  private final Topics topics = Topics.of(Namespace.LIVE);
  private final SchemaRegistry registry = new InMemoryRegistry();
  private final Workload workload = new Workload(4).setUp();
  private long sent;

  @Override
  public Integer call() throws Exception {
    for (int freeze : freezes) {
      if (freeze < 1 || freeze > LONGEST_FREEZE_SECONDS) {
        throw new ParameterException(
            spec.commandLine(),
            "expected 1 to " + LONGEST_FREEZE_SECONDS + " seconds for --freeze, but " + freeze);
      }
    }
    Path folder = Files.createTempDirectory("kizuna-faults-");
    PrintWriter out = spec.commandLine().getOut();
    boolean whole = true;
    try (ThreeBrokers brokers = new ThreeBrokers(folder)) {
      // After Ctrl-C, too: frozen brokers do not receive it.
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    brokers.close();
                    delete(folder);
                  },
                  "faults-cleanup"));
      KafkaCluster address = KafkaCluster.open(brokers.bootstrapServers());
      awaitCluster(address);
      try (DecisionEngine engine =
          new DecisionEngine(
              topics,
              registry,
              DecisionEngine.Settings.of(address, folder.resolve("state")),
              partition -> new LogRepair(topics, registry, address).restoreState(partition))) {
        engine.start();
        report(address, 20);
        whole &= decided(engine, address, "before any outage", out);
        for (int freeze : freezes) {
          TimeUnit.MILLISECONDS.sleep(QUIET.toMillis());
          brokers.freeze(true);
          wait(freeze);
          brokers.freeze(false);
          report(address, 2);
          whole &= decided(engine, address, "after an outage of " + freeze + " s", out);
        }
      }
    } finally {
      delete(folder);
    }
    return whole ? 0 : 1;
  }

  private void awaitCluster(KafkaCluster address) throws InterruptedException {
    long until = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try {
        Provisioning.provision(address, topics);
        return;
      } catch (RuntimeException e) {
        if (System.nanoTime() > until) {
          throw e;
        }
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  private static void wait(int seconds) throws InterruptedException {
    try (ProgressBar bar =
        new ProgressBarBuilder().setTaskName("brokers frozen, s").setInitialMax(seconds).build()) {
      for (int s = 0; s < seconds; s++) {
        TimeUnit.SECONDS.sleep(1);
        bar.step();
      }
    }
  }

  private void report(KafkaCluster address, int tens)
      throws ExecutionException, InterruptedException {
    workload.tens(tens);
    WireFormat<Fact> format = WireFormat.of(topics.intake, registry);
    Map<String, Object> settings = address.settings();
    settings.put("max.block.ms", LONGEST_RETURN.toMillis());
    settings.put("delivery.timeout.ms", Math.toIntExact(LONGEST_RETURN.toMillis()));
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Fact fact : workload.take()) {
        producer
            .send(
                new ProducerRecord<>(
                    topics.intake.name(),
                    fact.getNetworkId().getBytes(StandardCharsets.UTF_8),
                    format.encode(fact)))
            .get();
        sent++;
      }
    }
  }

  /** Waits for the decisions, and decides the log again. */
  private boolean decided(DecisionEngine engine, KafkaCluster address, String when, PrintWriter out)
      throws InterruptedException {
    long began = System.nanoTime();
    while (decisions(address) < sent
        && engine.state() != DecisionEngine.State.FAILED
        && System.nanoTime() - began < LONGEST_RETURN.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(500);
    }
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
    Verification v = new Verifier(topics, registry).verify(address, facts -> {});
    boolean whole =
        v.decisions() == sent
            && v.facts() == sent
            && v.difference().isEmpty()
            && engine.state() == DecisionEngine.State.RUNNING;
    out.printf(
        Locale.ROOT,
        "%-28s %s: %,d reports, %,d decisions the same when decided again, after %d s; engine"
            + " %s%s%n",
        when,
        whole ? "whole" : "BROKEN",
        sent,
        v.decisions(),
        seconds,
        engine.state(),
        v.difference().map(d -> "; " + d.sentence()).orElse(""));
    out.flush();
    return whole;
  }

  private long decisions(KafkaCluster address) {
    long count = 0;
    for (int p = 0; p < topics.matchDecisions.partitions(); p++) {
      try (CommittedLog log = new CommittedLog(address, topics.matchDecisions.name(), p)) {
        while (log.hasNext()) {
          log.next();
          count++;
        }
      }
    }
    return count;
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
