package kizuna.infra.command;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.ClusterMessages;
import kizuna.infra.broker.Permissions;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.ResourceType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna acls}: the permissions of each account on the user's own Kafka cluster. */
@Command(
    name = "acls",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what each account of Kizuna must be allowed on a Kafka cluster, as kafka-acls.sh commands, or applies it.",
      "Everything else must be denied: allow.everyone.if.no.acl.found=false. The embedded broker has the same table.",
      "",
      "  infra/kizuna acls",
      "  infra/kizuna acls --principal streams=User:CN=kizuna-streams --principal producers=User:CN=kizuna-producers",
      "  infra/kizuna acls --apply --bootstrap-servers kafka1:9092 --kafka-properties admin.properties",
      ""
    })
public final class AclsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--principal",
      paramLabel = "ACCOUNT=PRINCIPAL",
      description =
          "how the cluster calls an account of launcher, streams, ledger, producers, operator, reader (default: User:ACCOUNT)")
  private Map<String, String> principals = new LinkedHashMap<>();

  @Option(names = "--apply", description = "adds them on the cluster; removes nothing")
  private boolean apply;

  @Override
  public Integer call() {
    List<AclBinding> bindings = bindings();
    PrintWriter out = spec.commandLine().getOut();
    if (!apply) {
      bindings.forEach(binding -> out.println(command(binding)));
      return 0;
    }
    try (CommandCluster cluster = CommandCluster.running(options);
        Admin admin = Admin.create(cluster.kafka().settings())) {
      admin.createAcls(bindings).all().get();
      out.println(
          ClusterMessages.LIST.local("acls.done", bindings.size(), Account.values().length));
      return 0;
    } catch (ExecutionException e) {
      throw new UserError(ClusterMessages.LIST.of("acls.refused", String.valueOf(e.getCause())), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private List<AclBinding> bindings() {
    List<String> accounts = Stream.of(Account.values()).map(Account::id).toList();
    principals.forEach(
        (account, principal) -> {
          if (!accounts.contains(account)) {
            throw new UserError(ClusterMessages.LIST.of("acls.account", accounts, account));
          }
          if (!principal.contains(":") || principal.chars().anyMatch(c -> c < ' ' || c == '\'')) {
            throw new UserError(ClusterMessages.LIST.of("acls.principal", account, principal));
          }
        });
    return Permissions.of(
            Topics.of(Namespace.LIVE),
            account -> principals.getOrDefault(account.id(), Permissions.principal(account)))
        .stream()
        .sorted(Comparator.comparing(AclsCommand::command))
        .toList();
  }

  private static String command(AclBinding binding) {
    ResourceType type = binding.pattern().resourceType();
    String resource =
        switch (type) {
          case TOPIC -> " --topic " + binding.pattern().name();
          case GROUP -> " --group " + binding.pattern().name();
          case TRANSACTIONAL_ID -> " --transactional-id " + binding.pattern().name();
          case CLUSTER -> " --cluster";
          default -> throw new IllegalArgumentException("expected a resource of ours, but " + type);
        };
    String pattern =
        type == ResourceType.CLUSTER
            ? ""
            : " --resource-pattern-type "
                + binding.pattern().patternType().name().toLowerCase(Locale.ROOT);
    return "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP_SERVERS\" --command-config"
        + " \"$KAFKA_PROPERTIES\" --add --allow-principal '"
        + binding.entry().principal()
        + "' --operation "
        + words(binding.entry().operation().name())
        + resource
        + pattern;
  }

  /** {@code DESCRIBE_CONFIGS} as kafka-acls.sh takes it: {@code DescribeConfigs}. */
  private static String words(String operation) {
    StringBuilder words = new StringBuilder();
    Stream.of(operation.split("_", -1))
        .forEach(
            word ->
                words.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT)));
    return words.toString();
  }
}
