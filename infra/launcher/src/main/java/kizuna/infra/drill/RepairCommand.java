package kizuna.infra.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import kizuna.infra.accounts.Account;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageOption;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.verify.LogRepair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna repair}: corrects decisions and state that do not follow from the log. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    description = {
      "Finds decisions that do not follow from the live log, and with --yes decides them again.",
      "For an installation that an earlier version, or a lost state, left with a forked chain.",
      "Stop Kizuna first. What lies on the topics stays; what does not count is marked.",
      "Exit code 0: nothing to repair, or repaired; 1: to be repaired.",
      "",
      "  infra/kizuna repair                 says what is wrong, writes nothing",
      "  infra/kizuna repair --yes           mends it; infra/kizuna verify is true afterwards",
      ""
    })
public final class RepairCommand implements Callable<Integer> {

  /** A decider that was stopped or killed stays in its group for 10 s. */
  private static final Duration LONGEST_SESSION = Duration.ofSeconds(20);

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Option(names = "--yes", description = "write the repair")
  private boolean yes;

  @Mixin private LanguageOption lang = new LanguageOption();

  @Override
  public Integer call() {
    Path folder = options.dataFolder();
    options.actAs(Account.STREAMS); // it writes the records that streams would have written
    PrintWriter out = spec.commandLine().getOut();
    try (CommandCluster cluster = CommandCluster.runningOrOf(options, folder)) {
      return repair(cluster, folder.resolve("streams"), out);
    }
  }

  private int repair(CommandCluster cluster, Path stateDir, PrintWriter out) {
    CommandMessages words = words();
    Topics topics = Topics.of(Namespace.LIVE);
    LogRepair repair = new LogRepair(topics, cluster.registry(), cluster.kafka());
    if (repair.isDecided(LONGEST_SESSION)) {
      throw new UserError(words.of("decided"));
    }
    List<LogRepair.Found> wrong = new ArrayList<>();
    for (int p = 0; p < topics.intake.partitions(); p++) {
      LogRepair.Found found = repair.inspect(p);
      if (!found.isSound()) {
        wrong.add(found);
        say(found, out);
      }
    }
    if (wrong.isEmpty()) {
      out.println(words.text("sound"));
      return 0;
    }
    if (wrong.stream().anyMatch(LogRepair.Found::otherRules)) {
      out.println(words.text("otherRules"));
      return 1;
    }
    if (!yes) {
      out.println(words.text("unwritten"));
      return 1;
    }
    for (LogRepair.Found found : wrong) {
      repair.repair(found.partition());
      discard(stateDir.resolve(topics.namespace().applicationId()), "0_" + found.partition());
    }
    out.println(words.text("done"));
    return 0;
  }

  private void say(LogRepair.Found found, PrintWriter out) {
    found
        .first()
        .ifPresent(
            first ->
                out.println(
                    words()
                        .text(
                            first.isFork() ? "fork" : "wrong",
                            found.partition(),
                            first.networkId(),
                            first.earlierSequence(),
                            first.sequence(),
                            first.offset())));
    out.println(
        words().text("again", found.facts(), found.replaced(), found.written(), found.states()));
    if (found.otherRules()) {
      out.println(words().text("someOtherRules"));
    }
  }

  private CommandMessages words() {
    return CommandMessages.ofRepair(lang.language());
  }

  /** Restored from the changelog at the next start. */
  private static void discard(Path application, String task) {
    Path folder = application.resolve(task);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
