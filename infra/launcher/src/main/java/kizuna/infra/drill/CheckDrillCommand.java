package kizuna.infra.drill;

import java.util.concurrent.Callable;
import kizuna.seeds.drill.Drill;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna drill check}: reads a drill without running it. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Reads a drill's file and names everything that is wrong with it, line by line.")
final class CheckDrillCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DRILL", description = "a folder or a .jsonl file")
  private String drill = "";

  @Override
  public Integer call() {
    Drill loaded = DrillCommand.load(drill);
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %,d facts, nothing wrong with their form.%n", loaded.id(), loaded.log().size());
    return 0;
  }
}
