package kizuna.infra;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.ClusterMessages;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code infra/kizuna reference-data}: the first facts of a live log, on the user's own cluster.
 */
@Command(
    name = "reference-data",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the live topics that are missing and puts the reference data (networks, municipalities, agreements) on the",
      "live log, each fact once: run it before the first start, and again with a new version. infra/kizuna up does the same.",
      "A note in the data folder says what was sent: keep the folder.",
      "",
      "  infra/kizuna reference-data --bootstrap-servers kafka1:9092 --schema-registry http://registry/apis/ccompat/v7 --data DIR",
      ""
    })
final class ReferenceDataCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Override
  public Integer call() {
    options.actAs(Account.LAUNCHER);
    PrintWriter out = spec.commandLine().getOut();
    try (CommandCluster cluster = CommandCluster.running(options);
        Admin admin = Admin.create(cluster.kafka().settings())) {
      Provisioning.provision(admin, Topics.of(Namespace.LIVE))
          .forEach(topic -> out.println(ClusterMessages.LIST.local("topic.made", topic)));
      int sent =
          ReferenceDataLoader.load(
              options.dataFolder(), admin, cluster.kafka(), cluster.registry(), Instant.now());
      out.println(CommandMessages.ofUp(LanguageTag.ofMachine()).text("reference.sent", sent));
      return 0;
    }
  }
}
