package kizuna.infra.broker;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kizuna.infra.accounts.Account;
import kizuna.schemas.Topics;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * The topic catalogue and the table of permissions as resources of Strimzi's operators: a
 * KafkaTopic for each topic and changelog, on three brokers, and a KafkaUser for each account.
 */
public final class StrimziResources {

  private static final String API = "kafka.strimzi.io/v1";
  private static final int BROKERS = 3;

  private static final Comparator<ResourcePattern> BY_NAME =
      Comparator.comparing((ResourcePattern p) -> p.resourceType().name())
          .thenComparing(ResourcePattern::name)
          .thenComparing(p -> p.patternType().name());

  private final String cluster;
  private final StringBuilder yaml = new StringBuilder();

  private StrimziResources(String cluster) {
    this.cluster = cluster;
  }

  /**
   * The resources as YAML; the same for the same catalogue.
   *
   * @param cluster name of the Kafka resource that they belong to
   */
  public static String of(Topics live, String cluster) {
    StrimziResources resources = new StrimziResources(cluster);
    TopicPlan.of(live, BROKERS).forEach(resources::topic);
    resources.topic(TopicPlan.of(Topics.DRILLS, BROKERS));
    resources.topic(TopicPlan.of(Topics.DRILL_ORDERS, BROKERS));
    Map<String, List<AclBinding>> byPrincipal =
        Permissions.of(live).stream().collect(groupingBy(b -> b.entry().principal()));
    Arrays.stream(Account.values())
        .filter(account -> byPrincipal.containsKey(Permissions.principal(account)))
        .forEach(
            account ->
                resources.user(
                    account,
                    Objects.requireNonNull(byPrincipal.get(Permissions.principal(account)))));
    return resources.yaml.toString();
  }

  private void head(String kind, String name) {
    line("---");
    line("apiVersion: " + API);
    line("kind: " + kind);
    line("metadata:");
    line("  name: " + name);
    line("  labels: {strimzi.io/cluster: " + cluster + "}");
    line("spec:");
  }

  private void topic(TopicPlan topic) {
    head("KafkaTopic", topic.name());
    line("  partitions: " + topic.partitions());
    topic.copies().ifPresent(copies -> line("  replicas: " + copies));
    line("  config:");
    new TreeMap<>(topic.settings())
        .forEach((key, value) -> line("    " + key + ": \"" + value + "\""));
  }

  private void user(Account account, List<AclBinding> bindings) {
    head("KafkaUser", account.id());
    line("  authentication: {type: scram-sha-512}");
    line("  authorization:");
    line("    type: simple");
    line("    acls:");
    Map<ResourcePattern, TreeSet<AclOperation>> byResource =
        bindings.stream()
            .collect(
                groupingBy(
                    AclBinding::pattern,
                    () -> new TreeMap<>(BY_NAME),
                    mapping(b -> b.entry().operation(), toCollection(TreeSet::new))));
    byResource.forEach(
        (resource, operations) ->
            line(
                "      - {resource: "
                    + resource(resource)
                    + ", operations: ["
                    + operations.stream()
                        .map(o -> camel(o.name()))
                        .collect(Collectors.joining(", "))
                    + "]}"));
  }

  private static String resource(ResourcePattern pattern) {
    return switch (pattern.resourceType()) {
      case CLUSTER -> "{type: cluster}";
      case TOPIC -> named("topic", pattern);
      case GROUP -> named("group", pattern);
      case TRANSACTIONAL_ID -> named("transactionalId", pattern);
      default -> throw new IllegalStateException("expected a resource of Strimzi, but " + pattern);
    };
  }

  private static String named(String type, ResourcePattern pattern) {
    return "{type: "
        + type
        + ", name: \""
        + pattern.name()
        + "\", patternType: "
        + (pattern.patternType() == PatternType.PREFIXED ? "prefix" : "literal")
        + "}";
  }

  /** As Strimzi writes operations: DescribeConfigs for DESCRIBE_CONFIGS. */
  private static String camel(String name) {
    return Arrays.stream(name.split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  private void line(String text) {
    yaml.append(text).append('\n');
  }
}
