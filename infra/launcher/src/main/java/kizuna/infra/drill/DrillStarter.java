package kizuna.infra.drill;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillOrder;
import kizuna.infra.host.Installation;
import kizuna.infra.host.MemoryBudget;
import kizuna.infra.process.ParentWatchdog;
import kizuna.schemas.JapanTime;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts runs ordered by pages: each in a child process, {@code infra/kizuna drill run}, so that it
 * uses no memory here. Orders from before the start of this process are skipped. At most {@link
 * #MAX_RUNNING} run at once; at most {@link #MAX_WAITING} more wait.
 */
public final class DrillStarter implements AutoCloseable {

  /** Starts a process; replaced in tests. */
  interface Starter {
    Process start(List<String> command) throws IOException;
  }

  /** Most runs at once that pages ordered. */
  public static final int MAX_RUNNING = 4;

  /** Limit of waiting orders; later ones are dropped and logged. */
  public static final int MAX_WAITING = 20;

  private static final Logger LOG = LoggerFactory.getLogger(DrillStarter.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int CLOSE_SECONDS = 5;

  private final Starter starter;
  private final Deque<List<String>> waiting = new ArrayDeque<>();
  private final List<Process> running = new ArrayList<>();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final SchemaRegistry registry;
  private final Thread thread;
  private volatile boolean closed;

  DrillStarter(KafkaCluster cluster, SchemaRegistry registry, Starter starter) {
    this.starter = starter;
    this.registry = registry;
    Map<String, Object> settings = cluster.serviceSettings();
    settings.put("enable.auto.commit", false);
    settings.put("allow.auto.create.topics", false);
    settings.put("auto.offset.reset", "latest");
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    TopicPartition orders = new TopicPartition(Topics.DRILL_ORDERS.name(), 0);
    consumer.assign(List.of(orders));
    consumer.seekToEnd(List.of(orders));
    consumer.position(orders);
    this.thread = new Thread(this::run, "drill-orders");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Each run in a child process of this machine.
   *
   * @param main class of the command line
   * @param where options that select the installation
   * @param log output of the children
   */
  public static DrillStarter inChildren(
      KafkaCluster cluster, SchemaRegistry registry, String main, List<String> where, Path log) {
    return new DrillStarter(
        cluster,
        registry,
        arguments -> {
          List<String> command = new ArrayList<>(Installation.javaCommand(MemoryBudget.LAUNCHER));
          // Without the platform that ordered it, a run has nothing to go on with.
          command.addAll(
              List.of("-cp", Installation.ownClassPath(), ParentWatchdog.class.getName(), main));
          command.addAll(arguments);
          command.addAll(where);
          return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
        });
  }

  private void run() {
    try {
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
        startWaiting();
      }
    } catch (KafkaException e) {
      LOG.warn("orders of drills are not followed any more", e);
    } finally {
      consumer.close();
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      DrillOrder order = WireFormat.of(Topics.DRILL_ORDERS, registry).decode(record.value());
      if (waiting.size() >= MAX_WAITING) {
        LOG.warn("order {} is dropped: {} wait already", order.getOrderId(), MAX_WAITING);
      } else {
        waiting.add(arguments(order));
      }
    } catch (UnreadableRecord | SchemaRegistry.RegistryUnavailable e) {
      LOG.warn("an order of a drill is left out: {}", e.getMessage());
    }
  }

  /** The command line of an order, behind {@code infra/kizuna}. */
  static List<String> arguments(DrillOrder order) {
    List<String> arguments = new ArrayList<>(List.of("drill", "run", order.getDrillId()));
    double speed = order.getSpeed();
    arguments.addAll(
        List.of("--speed", speed == 0 ? "max" : String.format(Locale.ROOT, "%s", speed)));
    time(arguments, "--until", order.getEndsAt());
    time(arguments, "--pause-at", order.getPauseAt());
    if (order.getJoins()) {
      arguments.add("--join");
      for (DrillOffice body : order.getPlayed()) {
        arguments.addAll(List.of("--play", body.getRole().name() + ":" + body.getBody()));
      }
    }
    Integer minutes = order.getTakeOverAfterMinutes();
    if (minutes != null) {
      arguments.addAll(List.of("--take-over-after", minutes.toString()));
    }
    arguments.addAll(List.of("--order", order.getOrderId()));
    return arguments;
  }

  private static void time(List<String> arguments, String option, @Nullable Instant at) {
    if (at != null) {
      arguments.addAll(List.of(option, JapanTime.format(at)));
    }
  }

  private void startWaiting() {
    running.removeIf(process -> !process.isAlive());
    while (running.size() < MAX_RUNNING && !waiting.isEmpty()) {
      List<String> next = waiting.remove();
      try {
        running.add(starter.start(next));
        LOG.info("begun: {}", String.join(" ", next));
      } catch (IOException e) {
        LOG.warn("a drill cannot be begun: {}", String.join(" ", next), e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
      for (Process process : running) {
        process.destroy();
      }
      for (Process process : running) {
        if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
