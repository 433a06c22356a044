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
import kizuna.infra.accounts.ClusterMessages;
import kizuna.schemas.Topics;
import kizuna.schemas.text.Message;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;

/**
 * Compares the topics and brokers of a cluster with what Kizuna needs, and names the differences.
 * It changes nothing, because a difference may be intended.
 */
public final class ClusterReview {

  private static final long WEEK_MINUTES = 7 * 24 * 60;

  /**
   * A setting of brokers.
   *
   * @param consequence key of the consequence of another value
   */
  private record BrokerSetting(String name, Predicate<String> isRight, String consequence) {

    static BrokerSetting number(String name, LongPredicate isRight, String consequence) {
      return new BrokerSetting(name, value -> isRight.test(Long.parseLong(value)), consequence);
    }
  }

  private static final List<BrokerSetting> BROKER_SETTINGS =
      List.of(
          new BrokerSetting("unclean.leader.election.enable", "false"::equals, "review.unclean"),
          new BrokerSetting("auto.create.topics.enable", "false"::equals, "review.topics"),
          BrokerSetting.number(
              "offsets.retention.minutes", minutes -> minutes > WEEK_MINUTES, "review.offsets"),
          BrokerSetting.number(
              "transactional.id.expiration.ms",
              millis -> millis >= WEEK_MINUTES * 60_000,
              "review.transactionalIds"),
          BrokerSetting.number(
              "broker.session.timeout.ms", millis -> millis <= 3_000, "review.session"),
          BrokerSetting.number(
              "transaction.max.timeout.ms",
              millis -> millis >= 10_000,
              "review.transactionTimeout"));

  private ClusterReview() {}

  /** A sentence for each thing that differs; empty: the cluster is as it must be. */
  public static List<Message> of(Admin admin, Topics topics) {
    List<Message> differences = new ArrayList<>();
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
                      ClusterMessages.LIST.of(
                          "review.setting",
                          plan.name(),
                          name,
                          expected,
                          String.valueOf(found.value())));
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
            ClusterMessages.LIST.of("review.copies", plan.name(), plan.copies().get(), copies));
      }
    }
    differences.addAll(ofBrokers(admin, brokers));
    return List.copyOf(differences);
  }

  private static List<TopicPlan> existing(Admin admin, List<TopicPlan> plans) {
    Set<String> names = new HashSet<>(Provisioning.await(() -> admin.listTopics().names()));
    return plans.stream().filter(plan -> names.contains(plan.name())).toList();
  }

  private static List<Message> ofBrokers(Admin admin, List<Node> brokers) {
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
        return List.of(ClusterMessages.LIST.of("review.hidden"));
      }
      throw Provisioning.unanswered(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    List<Message> differences = new ArrayList<>();
    new TreeMap<>(
            configs.entrySet().stream()
                .collect(Collectors.toMap(one -> one.getKey().name(), Map.Entry::getValue)))
        .forEach(
            (broker, config) -> {
              Map<String, String> found = new TreeMap<>();
              config.entries().stream()
                  .filter(entry -> entry.value() != null)
                  .forEach(entry -> found.put(entry.name(), entry.value()));
              differences.addAll(ofBroker(broker, found));
            });
    return differences;
  }

  /**
   * A sentence for each setting of a broker that differs.
   *
   * @param found settings that are known, also those by default
   */
  static List<Message> ofBroker(String broker, Map<String, String> found) {
    return BROKER_SETTINGS.stream()
        .filter(s -> found.containsKey(s.name()) && !s.isRight().test(found.get(s.name())))
        .map(
            s ->
                ClusterMessages.LIST.of(
                    "review.broker",
                    broker,
                    s.name(),
                    found.get(s.name()),
                    ClusterMessages.LIST.of(s.consequence())))
        .toList();
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }
}
