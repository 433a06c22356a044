package kizuna.infra.drill;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.host.UserError;
import kizuna.states.DrillStatus;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna drill remove}: removes a run. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description =
        "Removes a run that is over, with all that belongs to it. Only drills can be removed.")
final class RemoveRunCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();
  @Mixin private ExpiryOptions expiry = new ExpiryOptions();

  @Parameters(
      paramLabel = "RUN",
      description = "id of a run, for example noto-2024-1 (see drill list)")
  private String run = "";

  @Override
  public Integer call() {
    CommandMessages words = DrillCommand.words();
    try (CommandCluster cluster = CommandCluster.running(options);
        Admin admin = Admin.create(cluster.kafka().settings())) {
      Map<String, DrillRuns.Run> there = DrillRuns.of(admin);
      DrillRuns.Run found = there.get(run);
      if (found == null) {
        DrillCommand.requireThere(cluster, admin, run);
      } else if (found.running()) {
        throw new UserError(words.of("stillRunning", run));
      }
      DrillRegister register = DrillRegister.of(cluster, admin);
      int topics =
          new DrillRemoval(admin, cluster.registry(), register, step -> {})
              .remove(run, Instant.now(), expiry.days());
      PrintWriter out = spec.commandLine().getOut();
      out.println(words.text("remove.done", topics, run));
      DrillStatus left = register.read().get(run);
      if (left != null && left.getLeftovers()) {
        out.println(words.text("remove.rest", run));
      }
      return 0;
    }
  }
}
