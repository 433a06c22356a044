package kizuna.infra.analysis;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageOption;
import kizuna.infra.host.UserError;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.LogFile;
import kizuna.streams.analysis.AgreementFinder;
import kizuna.streams.analysis.AgreementFinder.Candidate;
import kizuna.streams.analysis.FactChange;
import kizuna.streams.analysis.FiguresComparison;
import kizuna.streams.analysis.LogChanges;
import kizuna.streams.analysis.LogFigures;
import kizuna.streams.analysis.LogQuestion;
import kizuna.streams.explain.MessageCatalog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna ready}: today's agreements, limits and confirmations against a scenario. */
@Command(
    name = "ready",
    mixinStandardHelpOptions = true,
    description = {
      "If it happened tonight: decides a scenario with today's agreements, limits and confirmations, and with lenders who",
      "confirm whatever is proposed to them. Says who would be short of how many on which day, and which one more",
      "agreement would help most. Nothing is written.",
      "",
      "  infra/kizuna ready nankai",
      "  infra/kizuna ready tokyo-inland --live",
      "  infra/kizuna ready noto-2024",
      ""
    })
public final class ReadyCommand implements Callable<Integer> {

  /** Agreements that are tried one after the other. */
  private static final int MAX_TRIED = 12;

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Parameters(paramLabel = "SCENARIO", description = "nankai, tokyo-inland, a log file, or a drill")
  private String scenario = "";

  @Option(
      names = "--live",
      description =
          "agreements, limits and confirmations of the running live log; else reference data")
  private boolean live;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "seed (default: 1)")
  private long seed = 1;

  @Option(
      names = "--size",
      paramLabel = "N",
      defaultValue = "3000",
      description = "about how many facts (default: ${DEFAULT-VALUE})")
  private int size = 3_000;

  @Option(
      names = "--on",
      paramLabel = "DAY",
      description = "day (JST) on which it happens; default: today")
  private @Nullable LocalDate on;

  @Mixin private LanguageOption lang = new LanguageOption();

  @Override
  public Integer call() {
    CommandMessages say = CommandMessages.ofAnalysis(lang.language());
    PrintWriter out = spec.commandLine().getOut();
    LocalDate day = on == null ? JapanTime.dayOf(Instant.now()) : on;
    try (LogSource source = new LogSource(options)) {
      LogQuestion.Log log = source.scenario(scenario, seed, size, day);
      List<Fact> today = today(day);
      List<Supplier<FactChange>> changes = List.of(() -> LogChanges.agreementsOf(today));
      LogQuestion question = new LogQuestion(log);
      LogFigures ready = question.withWillingLenders(changes);
      FiguresText text = new FiguresText(say, out);
      out.println(say.text(live ? "ready.live" : "ready.reference", scenario, day));
      text.run(scenario, ready);
      text.table(
          "ready.byNetwork", ready.missingBy(LogFigures.RequestFigures::network), n -> n, true);
      text.table(
          "ready.byReceiver",
          ready.missingBy(LogFigures.RequestFigures::receiver),
          WhatIfCommand::name,
          true);
      MessageCatalog words = MessageCatalog.of(lang.language());
      text.table("ready.byTask", ready.missingBy(r -> words.label(r.task())), n -> n, true);
      text.table("ready.byDay", ready.missingByDay(), Object::toString, false);
      oneMore(say, question, log, changes, ready, out);
      return 0;
    } catch (LogFile.WrongLog e) {
      throw new UserError(e, e);
    }
  }

  /** Today's state of the known networks: from the live log, or from the reference data. */
  private List<Fact> today(LocalDate day) {
    if (!live) {
      Instant at = day.atStartOfDay(ZoneOffset.UTC).toInstant();
      List<Fact> facts = new ArrayList<>();
      for (String network : List.of(ReferenceData.TOKYO_23, ReferenceData.TOKYO_23_PARTNERS)) {
        facts.addAll(ReferenceData.ofNetwork(network, at, OperationMode.EXERCISE));
      }
      return facts;
    }
    try (CommandCluster cluster = CommandCluster.running(options)) {
      return LogSource.facts(cluster, Namespace.LIVE);
    }
  }

  private void oneMore(
      CommandMessages say,
      LogQuestion question,
      LogQuestion.Log log,
      List<Supplier<FactChange>> changes,
      LogFigures ready,
      PrintWriter out) {
    List<Candidate> candidates =
        new AgreementFinder(
                ready, FactChange.applied(log.open(), changes.stream().map(Supplier::get).toList()))
            .absent();
    List<Tried> tried = new ArrayList<>();
    for (Candidate c : candidates.stream().limit(MAX_TRIED).toList()) {
      List<Supplier<FactChange>> more = new ArrayList<>(changes);
      more.add(() -> LogChanges.agreed(c.lender(), c.receiver()));
      tried.add(new Tried(c, FiguresComparison.of(ready, question.withWillingLenders(more))));
    }
    tried.sort(
        Comparator.comparingLong((Tried t) -> -t.compared().filledMore())
            .thenComparing(t -> t.candidate().lender())
            .thenComparing(t -> t.candidate().receiver()));
    out.println(say.text("ready.tried", tried.size(), candidates.size()));
    for (Tried t : tried) {
      out.println(
          say.text(
              "ready.line",
              WhatIfCommand.name(t.candidate().lender()),
              WhatIfCommand.name(t.candidate().receiver()),
              t.candidate().network(),
              t.compared().filledMore(),
              t.candidate().most()));
    }
    if (tried.isEmpty()) {
      out.println(say.text("ready.bound"));
    } else if (tried.get(0).compared().filledMore() <= 0) {
      out.println(say.text("ready.none"));
    } else {
      out.println(
          say.text(
              "ready.best",
              WhatIfCommand.name(tried.get(0).candidate().lender()),
              WhatIfCommand.name(tried.get(0).candidate().receiver()),
              tried.get(0).compared().filledMore()));
    }
  }

  private record Tried(Candidate candidate, FiguresComparison compared) {}
}
