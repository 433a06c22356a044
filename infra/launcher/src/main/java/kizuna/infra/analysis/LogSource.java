package kizuna.infra.analysis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kizuna.facts.Fact;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.FailureSentence;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.drill.DrillCommand;
import kizuna.infra.host.UserError;
import kizuna.schemas.ClusterTopics;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FileErrors;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.LogFile;
import kizuna.seeds.scenario.Scenario;
import kizuna.streams.analysis.DecidedRun;
import kizuna.streams.analysis.LogQuestion;
import kizuna.streams.analysis.LoggedFacts;
import kizuna.streams.log.CommittedLog;

/**
 * A log that a command names: {@code live}, a drill's run, the archive of a disaster, a file, a
 * bundled drill or a scenario.
 */
final class LogSource implements AutoCloseable {

  /** Facts of a namespace that are kept in the heap while questions are put to them. */
  private static final int MAX_KEPT = 200_000;

  private static final String LIVE = "live";

  private static final CommandMessages SAY = CommandMessages.ofAnalysis(LanguageTag.ofMachine());

  private final ClusterOptions options;
  private final List<AutoCloseable> open = new ArrayList<>();

  LogSource(ClusterOptions options) {
    this.options = options;
  }

  /** The decisions on it: the recorded ones if it was decided, else by today's rules. */
  DecidedRun run(String name) {
    if (name.endsWith(".zip") && Files.isRegularFile(Path.of(name))) {
      return DecidedRun.archive(Path.of(name));
    }
    if (isFile(name)) {
      return DecidedRun.of(log(name));
    }
    CommandCluster cluster = cluster();
    return DecidedRun.topics(cluster.kafka(), cluster.registry(), namespace(cluster, name));
  }

  /** The facts themselves. */
  LogQuestion.Log log(String name) {
    try {
      Optional<LogFile> file =
          Files.isRegularFile(Path.of(name)) ? LogFile.open(Path.of(name)) : Optional.empty();
      if (file.isPresent()) {
        return () -> opened(file.get());
      }
      if (isFile(name)) {
        Drill drill = Drills.load(name);
        List<Fact> facts = drill.facts();
        return facts::iterator;
      }
    } catch (IOException | FileErrors e) {
      throw new UserError(FailureSentence.of(e), e);
    }
    return kept(name);
  }

  /** A scenario, or a log, with its beginning on a day. */
  LogQuestion.Log scenario(String name, long seed, int size, LocalDate start) {
    if (Scenario.IDS.contains(name)) {
      Scenario scenario = ScenarioCommand.made(name, seed, size, start);
      return scenario::facts;
    }
    return log(name);
  }

  /** The facts of a namespace, cached because they are read repeatedly. */
  private LogQuestion.Log kept(String name) {
    CommandCluster cluster = cluster();
    List<Fact> facts = facts(cluster, namespace(cluster, name));
    return facts::iterator;
  }

  static List<Fact> facts(CommandCluster cluster, Namespace namespace) {
    List<Fact> facts = new ArrayList<>();
    try (LoggedFacts log = logged(cluster, namespace)) {
      while (log.hasNext()) {
        if (facts.size() == MAX_KEPT) {
          throw new UserError(SAY.of("log.long", MAX_KEPT, namespace.name()));
        }
        facts.add(log.next());
      }
    }
    return facts;
  }

  /** The facts on a namespace's intake. */
  static LoggedFacts logged(CommandCluster cluster, Namespace namespace) {
    return new LoggedFacts(
        (topic, partition) -> new CommittedLog(cluster.kafka(), topic, partition),
        cluster.registry(),
        ClusterTopics.of(cluster.kafka(), namespace));
  }

  private LogFile.Facts opened(LogFile file) {
    try {
      LogFile.Facts facts = file.facts();
      open.add(facts);
      return facts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFile(String name) {
    return Drills.BUNDLED.contains(name) || Files.exists(Path.of(name));
  }

  private CommandCluster cluster() {
    CommandCluster cluster = CommandCluster.running(options);
    open.add(cluster);
    return cluster;
  }

  private static Namespace namespace(CommandCluster cluster, String name) {
    return name.equals(LIVE) ? Namespace.LIVE : DrillCommand.run(cluster, name);
  }

  @Override
  public void close() {
    for (AutoCloseable one : open) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException("expected to close what this command opened", e);
      }
    }
  }
}
