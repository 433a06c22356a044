package kizuna.infra.broker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;

/**
 * Compares the topics and brokers of a cluster with what Kizuna needs, and names what differs. It
 * changes nothing: somebody may have had a reason.
 */
public final class ClusterReview {

  private static final long WEEK_MINUTES = 7 * 24 * 60;

  /** A setting of brokers, and what it does where it is otherwise. */
  private record BrokerSetting(String name, Predicate<String> isRight, String consequence) {

    static BrokerSetting number(String name, LongPredicate isRight, String consequence) {
      return new BrokerSetting(name, value -> isRight.test(Long.parseLong(value)), consequence);
    }
  }

  private static final List<BrokerSetting> BROKER_SETTINGS =
      List.of(
          new BrokerSetting(
              "unclean.leader.election.enable",
              "false"::equals,
              "a broker that lacks acknowledged records may lead, and they are lost; set it to"
                  + " false"),
          new BrokerSetting(
              "auto.create.topics.enable",
              "false"::equals,
              "a misspelt name makes a topic instead of an error; set it to false"),
          BrokerSetting.number(
              "offsets.retention.minutes",
              minutes -> minutes > WEEK_MINUTES,
              "after so long a rest the offsets of the decisions are forgotten; nothing is decided"
                  + " twice, but the log is read from its start; set it to 2147483647"),
          BrokerSetting.number(
              "transactional.id.expiration.ms",
              millis -> millis >= WEEK_MINUTES * 60_000,
              "a decider that rests for so long begins its transactions anew, which takes"
                  + " seconds; leave it at 604800000 or more"),
          BrokerSetting.number(
              "broker.session.timeout.ms",
              millis -> millis <= 6_000,
              "when a broker is killed, reports are refused for so long and some seconds more;"
                  + " set it to 5000, and broker.heartbeat.interval.ms to 1000"),
          BrokerSetting.number(
              "transaction.max.timeout.ms",
              millis -> millis >= 10_000,
              "the decisions' transactions of 10 s are refused; set it to 10000 or more"));

  private ClusterReview() {}

  /** A sentence for each thing that differs; empty: the cluster is as it must be. */
  public static List<String> of(Admin admin, Topics topics) {
    List<String> differences = new ArrayList<>();
    List<Node> brokers = List.copyOf(Provisioning.await(() -> admin.describeCluster().nodes()));
    List<TopicPlan> plans = existing(admin, TopicPlan.of(topics, brokers.size()));
    Map<ConfigResource, Config> configs =
        Provisioning.await(
            () ->
                admin
                    .describeConfigs(
                        plans.stream()
                            .map(plan -> resource(plan.name()))
                            .collect(Collectors.toSet()))
                    .all());
    Map<String, TopicDescription> descriptions =
        Provisioning.await(
            () ->
                admin.describeTopics(plans.stream().map(TopicPlan::name).toList()).allTopicNames());
    for (TopicPlan plan : plans) {
      Config config = configs.get(resource(plan.name()));
      new TreeMap<>(plan.settings())
          .forEach(
              (name, expected) -> {
                ConfigEntry found = config == null ? null : config.get(name);
                if (found != null && !expected.equals(found.value())) {
                  differences.add(
                      "topic %s: expected %s=%s, but %s"
                          .formatted(plan.name(), name, expected, found.value()));
                }
              });
      TopicDescription description = descriptions.get(plan.name());
      int copies =
          description == null
              ? 0
              : description.partitions().stream()
                  .mapToInt(p -> p.replicas().size())
                  .min()
                  .orElse(0);
      if (plan.copies().isPresent() && copies < plan.copies().get()) {
        differences.add(
            "topic %s: expected %d copies of each partition, but %d (kafka-reassign-partitions)"
                .formatted(plan.name(), plan.copies().get(), copies));
      }
    }
    differences.addAll(ofBrokers(admin, brokers));
    return List.copyOf(differences);
  }

  private static List<TopicPlan> existing(Admin admin, List<TopicPlan> plans) {
    Set<String> names = new HashSet<>(Provisioning.await(() -> admin.listTopics().names()));
    return plans.stream().filter(plan -> names.contains(plan.name())).toList();
  }

  private static List<String> ofBrokers(Admin admin, List<Node> brokers) {
    Map<ConfigResource, Config> configs;
    try {
      configs =
          admin
              .describeConfigs(
                  brokers.stream()
                      .map(b -> new ConfigResource(ConfigResource.Type.BROKER, b.idString()))
                      .toList())
              .all()
              .get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ClusterAuthorizationException) {
        return List.of(
            "the settings of the brokers were not compared: this account may not see them"
                + " (DescribeConfigs on the cluster)");
      }
      throw Provisioning.unanswered(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    List<String> differences = new ArrayList<>();
    new TreeMap<>(
            configs.entrySet().stream()
                .collect(Collectors.toMap(one -> one.getKey().name(), Map.Entry::getValue)))
        .forEach(
            (broker, config) -> {
              for (BrokerSetting setting : BROKER_SETTINGS) {
                ConfigEntry found = config.get(setting.name());
                if (found != null
                    && found.value() != null
                    && !setting.isRight().test(found.value())) {
                  differences.add(
                      "broker %s: %s=%s: %s"
                          .formatted(broker, setting.name(), found.value(), setting.consequence()));
                }
              }
            });
    return differences;
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }
}
