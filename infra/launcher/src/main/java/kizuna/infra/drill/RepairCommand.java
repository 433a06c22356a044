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
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.verify.LogRepair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code infra/kizuna repair}: brings decisions and state that do not follow from the log back to
 * it.
 */
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

  @Override
  public Integer call() {
    Path folder = options.dataFolder();
    options.actAs(Account.STREAMS); // it writes what streams would have written
    PrintWriter out = spec.commandLine().getOut();
    try (CommandCluster cluster = CommandCluster.runningOrOf(options, folder)) {
      return repair(cluster, folder.resolve("streams"), out);
    }
  }

  private int repair(CommandCluster cluster, Path stateDir, PrintWriter out) {
    Topics topics = Topics.of(Namespace.LIVE);
    LogRepair repair = new LogRepair(topics, cluster.registry(), cluster.kafka());
    if (repair.isDecided(LONGEST_SESSION)) {
      throw new UserError(
          "稼働中のきずなが決定を続けています。infra/kizuna up を止め（Ctrl-C）、もう一度実行してください。\n"
              + "expected nobody to decide meanwhile, but the live log is being decided: stop"
              + " infra/kizuna up (Ctrl-C), then run this again.");
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
      out.println("決定はすべて記録と一致しています。直すものはありません。");
      out.println("Every decision follows from the log: nothing to repair.");
      return 0;
    }
    if (wrong.stream().anyMatch(LogRepair.Found::otherRules)) {
      out.println("以前の規則で決めた決定は、今の規則で決め直しません。何も書いていません。その規則の版で repair を実行してください。");
      out.println(
          "What earlier rules decided is not decided anew by today's. Nothing was written: run repair"
              + " of the release that has those rules.");
      return 1;
    }
    if (!yes) {
      out.println("何も書いていません。直すには --yes を付けて実行してください。");
      out.println("Nothing was written. To mend it, run this again with --yes.");
      return 1;
    }
    for (LogRepair.Found found : wrong) {
      repair.repair(found.partition());
      discard(stateDir.resolve(topics.namespace().applicationId()), "0_" + found.partition());
    }
    out.println("直しました。infra/kizuna up で始め、infra/kizuna verify で確かめられます。");
    out.println("Mended. Start with infra/kizuna up; infra/kizuna verify compares again.");
    return 0;
  }

  private static void say(LogRepair.Found found, PrintWriter out) {
    found
        .first()
        .ifPresent(
            first -> {
              out.printf(
                  first.isFork()
                      ? "パーティション %d: ネットワーク %s の決定番号が %d から %d に戻り、決定が枝分かれしています（match-decisions のオフセット %d）。%n"
                      : "パーティション %d: ネットワーク %s の決定（前の番号 %d、この番号 %d）が記録と一致しません（match-decisions のオフセット %d）。%n",
                  found.partition(),
                  first.networkId(),
                  first.earlierSequence(),
                  first.sequence(),
                  first.offset());
              out.printf(
                  first.isFork()
                      ? "Partition %d: the chain of network %s is forked: after decision %d comes"
                          + " decision %d (match-decisions, offset %d).%n"
                      : "Partition %d: in network %s, after decision %d, decision %d does not"
                          + " follow from the log (match-decisions, offset %d).%n",
                  found.partition(),
                  first.networkId(),
                  first.earlierSequence(),
                  first.sequence(),
                  first.offset());
            });
    out.printf(
        "  記録 %,d 件を決め直すと、決定 %,d 件は数えず、%,d 件を新しく書き、状態 %,d 件が変わります。%n",
        found.facts(), found.replaced(), found.written(), found.states());
    out.printf(
        "  Deciding %,d facts again: %,d decisions count no more, %,d are written in their place,"
            + " %,d states change.%n",
        found.facts(), found.replaced(), found.written(), found.states());
    if (found.otherRules()) {
      out.println("  このうちには、以前の規則で決めた決定があります。");
      out.println("  Some of these were made by earlier rules.");
    }
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
