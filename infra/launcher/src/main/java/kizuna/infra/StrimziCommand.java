package kizuna.infra;

import java.util.concurrent.Callable;
import kizuna.infra.broker.StrimziResources;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna strimzi}: topics and users for Kafka on Kubernetes. */
@Command(
    name = "strimzi",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the topics of the catalogue and the accounts with what each may do, as resources of Strimzi (Kafka on Kubernetes).",
      "",
      "  infra/kizuna strimzi > infra/kubernetes/catalogue.yaml",
      ""
    })
final class StrimziCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "kizuna",
      description = "name of the Kafka resource that they belong to (default: ${DEFAULT-VALUE})")
  private String cluster = "kizuna";

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(StrimziResources.of(Topics.of(Namespace.LIVE), cluster));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
