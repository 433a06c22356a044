package kizuna.infra.bench;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import kizuna.infra.host.LogFile;
import kizuna.schemas.ClientProperties;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.topology.DecisionEngine;
import kizuna.streams.verify.LogRepair;
import org.apache.kafka.streams.LagInfo;

/**
 * A decider in its own process, that a bench can kill. Each line of its output contains its state
 * and the number of records that its copies of the state lack.
 */
public final class DeciderProcess {

  private static final long PERIOD_MILLIS = 200;

  private DeciderProcess() {}

  /**
   * @param args client properties, namespace, partitions, state folder, name, copies of the state
   */
  public static void main(String[] args) throws InterruptedException {
    String logFile = System.getProperty("kizuna.log.file");
    if (logFile != null) {
      LogFile.toFile(Path.of(logFile));
    }
    ClientProperties properties = ClientProperties.read(Path.of(args[0]));
    KafkaCluster cluster =
        new KafkaCluster(properties.bootstrapServers().orElseThrow(), properties);
    // The same schemas in the same order give the same ids in each process.
    InMemoryRegistry registry = new InMemoryRegistry();
    Topics topics = Topics.of(new Namespace(args[1]), Integer.parseInt(args[2]));
    DecisionEngine engine =
        new DecisionEngine(
            topics,
            registry,
            DecisionEngine.Settings.of(cluster, Path.of(args[3]))
                .as(args[4], 1, Integer.parseInt(args[5])),
            partition -> new LogRepair(topics, registry, cluster).restoreState(partition));
    engine.start();
    while (engine.state() != DecisionEngine.State.FAILED) {
      System.out.println(engine.state() + " " + lag(engine));
      TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
    }
    System.exit(1);
  }

  private static long lag(DecisionEngine engine) {
    try {
      return engine.streams().allLocalStorePartitionLags().values().stream()
          .flatMap(partitions -> partitions.values().stream())
          .mapToLong(LagInfo::offsetLag)
          .sum();
    } catch (RuntimeException e) {
      return Long.MAX_VALUE; // not available now
    }
  }
}
