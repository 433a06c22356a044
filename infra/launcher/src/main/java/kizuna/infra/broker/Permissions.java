package kizuna.infra.broker;

import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.CLUSTER;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import kizuna.infra.accounts.Account;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.streams.topology.DecisionTopology;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The permissions of each account at a broker, by prefixes out of the topic catalogue; everything
 * else is denied. Only a program that stamps the reporter may write the live intake: producers and,
 * for requests that one network passes on to another, streams.
 */
public final class Permissions {

  /** Prefix of the consumer groups of other systems. */
  static final String READERS_GROUPS = "reader.";

  private static final String DRILLS = "kizuna.drill.";
  private static final String EVERYTHING = "kizuna.";
  private static final String CLUSTER_NAME = "kafka-cluster";

  private final Set<AclBinding> bindings = new HashSet<>();
  private final Function<Account, String> principals;

  private Permissions(Function<Account, String> principals) {
    this.principals = principals;
  }

  /** The table for a catalogue of live topics, with the accounts' own names. */
  static Set<AclBinding> of(Topics live) {
    return of(live, Permissions::principal);
  }

  /**
   * The table for a catalogue of live topics.
   *
   * @param principals the cluster's name of each account
   */
  public static Set<AclBinding> of(Topics live, Function<Account, String> principals) {
    String prefix = live.namespace().prefix();
    String application = live.namespace().applicationId();
    Permissions p = new Permissions(principals);
    // The embedded broker's administrator; on the user's own cluster it provisions and repairs.
    for (ResourceType type : List.of(TOPIC, GROUP, TRANSACTIONAL_ID)) {
      p.allow(Account.LAUNCHER, ALL, type, EVERYTHING, PREFIXED);
    }
    p.allow(Account.LAUNCHER, DESCRIBE, CLUSTER, CLUSTER_NAME, LITERAL);
    p.allow(Account.LAUNCHER, DESCRIBE_CONFIGS, CLUSTER, CLUSTER_NAME, LITERAL);

    for (Account account :
        List.of(
            Account.STREAMS, Account.LEDGER, Account.PRODUCERS, Account.OPERATOR, Account.READER)) {
      p.allow(account, READ, TOPIC, prefix, PREFIXED);
      p.allow(account, READ, TOPIC, DRILLS, PREFIXED);
      p.allow(account, READ, TOPIC, Topics.DRILLS.name(), LITERAL);
    }
    p.allow(Account.PRODUCERS, WRITE, TOPIC, live.intake.name(), LITERAL);
    p.allow(Account.PRODUCERS, WRITE, TOPIC, DRILLS, PREFIXED);
    p.allow(Account.PRODUCERS, WRITE, TOPIC, Topics.DRILL_ORDERS.name(), LITERAL);

    for (Topic<?> topic : live.all()) {
      p.allow(Account.STREAMS, WRITE, TOPIC, topic.name(), LITERAL);
    }
    // Provisioning makes the changelogs.
    for (String store : DecisionTopology.stores()) {
      String changelog = DecisionTopology.changelog(live, store);
      p.allow(Account.STREAMS, WRITE, TOPIC, changelog, LITERAL);
    }
    p.allow(Account.STREAMS, ALL, GROUP, application, LITERAL);
    p.allow(Account.STREAMS, ALL, TRANSACTIONAL_ID, application, PREFIXED);
    p.allow(Account.STREAMS, DESCRIBE, GROUP, DRILLS, PREFIXED);
    p.allow(Account.LEDGER, DESCRIBE, GROUP, application, LITERAL);
    p.allow(Account.LEDGER, DESCRIBE, GROUP, DRILLS, PREFIXED);

    p.allow(Account.OPERATOR, ALL, TOPIC, DRILLS, PREFIXED);
    p.allow(Account.OPERATOR, ALL, TOPIC, Topics.DRILLS.name(), LITERAL);
    p.allow(Account.OPERATOR, ALL, GROUP, DRILLS, PREFIXED);
    p.allow(Account.OPERATOR, ALL, TRANSACTIONAL_ID, DRILLS, PREFIXED);
    p.allow(Account.OPERATOR, DESCRIBE, GROUP, application, LITERAL);

    p.allow(Account.READER, READ, GROUP, READERS_GROUPS, PREFIXED);
    return Set.copyOf(p.bindings);
  }

  private void allow(
      Account account, AclOperation operation, ResourceType type, String name, PatternType how) {
    bindings.add(
        new AclBinding(
            new ResourcePattern(type, name, how),
            new AccessControlEntry(
                principals.apply(account), "*", operation, AclPermissionType.ALLOW)));
  }

  /** Whether a permission is for one of our accounts, not for one that the user created. */
  static boolean isOurs(AclBinding binding) {
    return Arrays.stream(Account.values())
        .anyMatch(account -> binding.entry().principal().equals(principal(account)));
  }

  public static String principal(Account account) {
    return "User:" + account.id();
  }
}
