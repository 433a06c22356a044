package kizuna.infra.bench;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of a bench that measures in rounds. */
final class RoundOptions {

  private static final int LEAST_FACTS = 1_000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "rounds measured, after one to warm up (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--facts",
      paramLabel = "N",
      description =
          "facts measured in each run, after a quarter as many to warm up (default:"
              + " ${DEFAULT-VALUE})")
  private int facts;

  @Option(
      names = "--latency-seconds",
      paramLabel = "S",
      defaultValue = "15",
      description = "how long each run at a steady rate lasts (default: ${DEFAULT-VALUE})")
  private int latencySeconds;

  /** Options with the defaults of a command. */
  RoundOptions(int rounds, int facts) {
    this.rounds = rounds;
    this.facts = facts;
  }

  /**
   * Checks the options.
   *
   * @throws ParameterException if one of them is too small
   */
  void check() {
    if (rounds < 1 || facts < LEAST_FACTS || latencySeconds < 1) {
      throw new ParameterException(
          command.commandLine(),
          "expected at least 1 for --rounds, 1000 for --facts and 1 for --latency-seconds, but "
              + rounds
              + ", "
              + facts
              + " and "
              + latencySeconds);
    }
  }

  int rounds() {
    return rounds;
  }

  int facts() {
    return facts;
  }

  Duration latencyRun() {
    return Duration.ofSeconds(latencySeconds);
  }
}
