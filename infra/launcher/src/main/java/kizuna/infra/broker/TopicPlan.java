package kizuna.infra.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.streams.topology.DecisionTopology;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The required settings of a topic. With three brokers, each record is on three, and is
 * acknowledged when two have it.
 *
 * @param copies brokers that have each record; empty: the cluster's default
 */
public record TopicPlan(
    String name, int partitions, Optional<Short> copies, Map<String, String> settings) {

  private static final short COPIES = 3;
  private static final String ACKNOWLEDGED_BY = "2";

  public TopicPlan {
    settings = Map.copyOf(settings);
  }

  /** The topics of a catalogue and the changelogs of its decisions, for a number of brokers. */
  public static List<TopicPlan> of(Topics topics, int brokers) {
    List<TopicPlan> plans = new ArrayList<>();
    topics.all().forEach(topic -> plans.add(of(topic, brokers)));
    for (String store : DecisionTopology.stores()) {
      plans.add(
          of(
              DecisionTopology.changelog(topics, store),
              topics.intake.partitions(),
              DecisionTopology.CHANGELOG_SETTINGS,
              brokers));
    }
    return List.copyOf(plans);
  }

  /** One topic of a catalogue, for a number of brokers. */
  public static TopicPlan of(Topic<?> topic, int brokers) {
    return of(topic.name(), topic.partitions(), topic.settings(), brokers);
  }

  private static TopicPlan of(
      String name, int partitions, Map<String, String> settings, int brokers) {
    if (brokers < COPIES) {
      return new TopicPlan(name, partitions, Optional.empty(), settings);
    }
    Map<String, String> all = new TreeMap<>(settings);
    all.put("min.insync.replicas", ACKNOWLEDGED_BY);
    return new TopicPlan(name, partitions, Optional.of(COPIES), all);
  }

  /** The number of brokers of a cluster. */
  public static int brokers(Admin admin) {
    return Provisioning.await(() -> admin.describeCluster().nodes()).size();
  }

  public NewTopic newTopic() {
    return new NewTopic(name, Optional.of(partitions), copies).configs(settings);
  }
}
