package kizuna.infra.drill;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna drill expire}: removes the runs that expired. */
@Command(
    name = "expire",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at all runs: announces those that expire within a week, and removes those that expired.",
      "infra/kizuna up does it once a day.",
      ""
    })
final class ExpireRunsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();
  @Mixin private ExpiryOptions expiry = new ExpiryOptions();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (CommandCluster cluster = CommandCluster.running(options);
        Admin admin = Admin.create(cluster.kafka().settings())) {
      DrillRegister register = DrillRegister.of(cluster, admin);
      new RunExpiry(
              cluster.kafka(),
              admin,
              register,
              new DrillRemoval(admin, cluster.registry(), register, step -> {}),
              expiry.days())
          .run(Instant.now(), DrillCommand.words(), out::println);
      return 0;
    }
  }
}
