package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Picocli formats each line of a help text: a percent sign that is not doubled warns instead. */
class HelpTextsTest {

  @Test
  void everyLineOfEveryHelpTextCanBeFormatted() {
    List<String> wrong = new ArrayList<>();
    int commands = check(Kizuna.commandLine(), wrong);

    assertThat(wrong).isEmpty();
    assertThat(commands).as("the tree with the benches in it").isGreaterThan(100);
  }

  private static int check(CommandLine command, List<String> wrong) {
    CommandSpec spec = command.getCommandSpec();
    UsageMessageSpec usage = spec.usageMessage();
    Stream.concat(
            Stream.of(usage.header(), usage.description(), usage.footer()),
            spec.args().stream().map(ArgSpec::description))
        .flatMap(Stream::of)
        .filter(line -> !isFormat(line))
        .forEach(line -> wrong.add(spec.qualifiedName() + ": " + line));
    return 1 + command.getSubcommands().values().stream().mapToInt(sub -> check(sub, wrong)).sum();
  }

  private static boolean isFormat(String line) {
    try {
      return !String.format(line.replaceAll("\\$\\{[^}]*}", "")).isEmpty() || line.isBlank();
    } catch (IllegalFormatException e) {
      return false;
    }
  }
}
