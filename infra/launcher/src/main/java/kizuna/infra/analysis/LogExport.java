package kizuna.infra.analysis;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kizuna.facts.Fact;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.host.UserError;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.schemas.log.HeadCountsOnly;
import kizuna.seeds.drill.LogHeader;
import kizuna.seeds.drill.LogWriter;
import kizuna.streams.analysis.DisasterFacts;
import kizuna.streams.analysis.FactChange;
import kizuna.streams.analysis.LoggedFacts;

/** Writes a namespace's intake as a log file, whole or for one disaster, a fact at a time. */
public final class LogExport {

  private static final int LONGEST_ID = 40;

  /** The result: written and left out facts. */
  public record Exported(long facts, HeadCountsOnly leftOut, long unreadable) {}

  private final CommandMessages say = CommandMessages.ofAnalysis(LanguageTag.ofMachine());
  private final CommandCluster cluster;
  private final Namespace namespace;
  private final Optional<String> disaster;
  private final boolean relative;

  /**
   * @param disaster only its facts and those of none
   * @param relative whether days and times count from the day of the first fact
   */
  public LogExport(
      CommandCluster cluster, Namespace namespace, Optional<String> disaster, boolean relative) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.disaster = disaster;
    this.relative = relative;
  }

  /**
   * Writes the export.
   *
   * @throws UserError if there is no fact, or no declared disaster
   */
  public Exported write(Appendable out) throws IOException {
    List<FactChange> only = disaster.isPresent() ? List.of(only(disaster.get())) : List.of();
    try (LoggedFacts log = LogSource.logged(cluster, namespace)) {
      Iterator<Fact> facts = FactChange.applied(log, only);
      if (!facts.hasNext()) {
        throw new UserError(say.of("log.empty"));
      }
      Fact first = facts.next();
      LogWriter lines =
          new LogWriter(
              out,
              new LogHeader(
                  id(),
                  "記録 " + id(),
                  "Log " + id(),
                  first.getNetworkId(),
                  relative
                      ? Optional.of(JapanTime.dayOf(first.getRecordedAt()))
                      : Optional.empty()));
      lines.write(first);
      long written = 1;
      for (; facts.hasNext(); written++) {
        lines.write(facts.next());
      }
      return new Exported(written, log.leftOut(), log.unreadable());
    }
  }

  private FactChange only(String id) {
    try (LoggedFacts log = LogSource.logged(cluster, namespace)) {
      return DisasterFacts.of(id, log);
    } catch (DisasterFacts.NotDeclared e) {
      throw new UserError(say.of("disaster.unknown", id, declared(e)), e);
    }
  }

  /** The drill's own id, not that of its run: a run of the file is written as the same file. */
  private String id() {
    String named =
        disaster.orElse(
            namespace.isDrill() ? namespace.drillId().replaceFirst("-[0-9]+$", "") : "live");
    String id =
        named.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    return id.isEmpty() ? "log" : id.substring(0, Math.min(id.length(), LONGEST_ID));
  }

  private Object declared(DisasterFacts.NotDeclared e) {
    return e.declared().isEmpty() ? say.of("nobody") : e.declared().stream().collect(say.listed());
  }
}
