package kizuna.infra.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.ClusterMessages;
import kizuna.infra.broker.ClusterReview;
import kizuna.infra.broker.Provisioning;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.text.MachineLanguage;
import kizuna.schemas.text.Message;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna provision}: the live topics on the user's own Kafka cluster. */
@Command(
    name = "provision",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the live topics on a Kafka cluster, each on three brokers where there are three, and names what differs",
      "in topics and brokers from what Kizuna needs. What is there already is left as it is. infra/kizuna up does the same.",
      "",
      "  infra/kizuna provision --bootstrap-servers kafka1:9092 --kafka-properties provisioner.properties",
      "  infra/kizuna provision --check",
      ""
    },
    footer = {"", "Exit codes: 0 all is as it must be, 1 something differs (it is named)."})
public final class ProvisionCommand implements Callable<Integer> {

  private static final int DIFFERS = 1;

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Option(names = "--check", description = "makes nothing, only names what differs")
  private boolean check;

  @Override
  public Integer call() {
    options.actAs(Account.LAUNCHER);
    PrintWriter out = spec.commandLine().getOut();
    Topics live = Topics.of(Namespace.LIVE);
    try (CommandCluster cluster = CommandCluster.running(options);
        Admin admin = Admin.create(cluster.kafka().settings())) {
      if (!check) {
        Provisioning.provision(admin, live)
            .forEach(topic -> out.println(ClusterMessages.LIST.local("topic.made", topic)));
      }
      List<Message> differences = ClusterReview.of(admin, live);
      differences.forEach(found -> out.println(found.in(MachineLanguage.locale())));
      if (differences.isEmpty()) {
        out.println(ClusterMessages.LIST.local("review.well"));
      }
      return differences.isEmpty() ? 0 : DIFFERS;
    }
  }
}
