package kizuna.infra.analysis;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageOption;
import kizuna.infra.host.UserError;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.LogFile;
import kizuna.streams.analysis.AgreementSurvey;
import kizuna.streams.analysis.FactChange;
import kizuna.streams.analysis.FiguresComparison;
import kizuna.streams.analysis.LogFigures;
import kizuna.streams.analysis.LogQuestion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna what-if}: decides a log again with changes, and compares. */
@Command(
    name = "what-if",
    mixinStandardHelpOptions = true,
    description = {
      "Decides a log again with changes, each of them facts that are put in or taken out, and compares what would have",
      "been filled, by whom and when. Lenders to whom the log never proposed anything confirm at once. Without a change:",
      "which agreement, had its plan been confirmed, would have helped most. Nothing is written.",
      "",
      "  infra/kizuna what-if noto-2024 --capacity 131121=20",
      "  infra/kizuna what-if live --confirm shinjuku-numata",
      "  infra/kizuna what-if night.jsonl --agree 131041:172049 --terms holdMinutes=240",
      ""
    })
public final class WhatIfCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Parameters(paramLabel = "LOG", description = "live, a drill's run, a log file, or a drill")
  private String log = "";

  @Option(
      names = "--confirm",
      paramLabel = "AGREEMENT",
      description = "both sides had confirmed the plan of this agreement")
  private List<String> confirm = List.of();

  @Option(
      names = "--without",
      paramLabel = "AGREEMENT",
      description = "this agreement had not been there")
  private List<String> without = List.of();

  @Option(
      names = "--agree",
      paramLabel = "LENDER:RECEIVER",
      description = "these two had an agreement with a confirmed plan")
  private List<String> agree = List.of();

  @Option(
      names = "--capacity",
      paramLabel = "LENDER=PERSONS",
      description = "each offer of this lender had been of so many")
  private List<String> capacity = List.of();

  @Option(
      names = "--terms",
      paramLabel = "TERM=VALUE",
      description =
          "other terms of the networks: holdMinutes, lifeSafetyHoldMinutes, priorityClassHours")
  private List<String> terms = List.of();

  @Option(
      names = "--change",
      paramLabel = "FILE",
      description =
          "facts to put in, in a drill's form, and {\"without\":\"event id\"} for each to take out")
  private @Nullable Path change;

  @Mixin private LanguageOption lang = new LanguageOption();

  @Override
  public Integer call() {
    CommandMessages say = CommandMessages.ofAnalysis(lang.language());
    PrintWriter out = spec.commandLine().getOut();
    try (LogSource source = new LogSource(options)) {
      LogQuestion.Log facts = source.log(log);
      LogQuestion question = new LogQuestion(facts);
      LogFigures before = question.unchanged();
      new FiguresText(say, out).run(log, before);
      List<Supplier<FactChange>> changes =
          new RequestedChanges(say, facts).of(confirm, without, agree, capacity, terms, change);
      if (changes.isEmpty()) {
        survey(say, question, facts, before, out);
      } else {
        new FiguresText(say, out)
            .compared(FiguresComparison.of(before, question.with(before, changes)));
      }
      return 0;
    } catch (LogFile.WrongLog e) {
      throw new UserError(e, e);
    }
  }

  private void survey(
      CommandMessages say,
      LogQuestion question,
      LogQuestion.Log facts,
      LogFigures before,
      PrintWriter out) {
    AgreementSurvey survey = AgreementSurvey.of(question, facts, before, trying -> {});
    int tried = survey.tried().size();
    out.println(say.text("survey.tried", tried, survey.unconfirmed()));
    List<AgreementSurvey.Tried> helpful = survey.helpful();
    helpful.forEach(
        t ->
            out.println(
                say.text(
                    "survey.line", t.agreement(), t.filledMore(), t.earlier(), t.moreUnderIt())));
    if (helpful.size() < tried) {
      out.println(say.text("survey.rest", tried - helpful.size()));
    }
    out.println(
        survey
            .best()
            .map(best -> say.text("survey.best", best.agreement()))
            .orElseGet(() -> say.text("survey.none")));
  }

  static String name(String code) {
    return ReferenceData.municipality(code).map(m -> m.getName() + " ").orElse("") + code;
  }
}
