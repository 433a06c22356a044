package kizuna.infra.analysis;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import kizuna.decisions.LenderVerdict;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageOption;
import kizuna.infra.host.UserError;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.FactForm;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.LogFile;
import kizuna.streams.analysis.RunComparison;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna diff}: the first decision that differs between two runs, and why. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two runs fact by fact, and names the first decision of each network that differs: on which fact,",
      "in which field, and which candidate stands elsewhere. Each is live, a drill's run, a log file, a drill, or",
      "the archive of a disaster (.zip). Exit code 0: the same; 1: they differ.",
      "",
      "  infra/kizuna diff live night.jsonl",
      "  infra/kizuna diff noto-2024-1 noto-2024-2",
      ""
    })
public final class DiffCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Parameters(index = "0", paramLabel = "A", description = "the first run")
  private String first = "";

  @Parameters(index = "1", paramLabel = "B", description = "the second run")
  private String second = "";

  @Mixin private LanguageOption lang = new LanguageOption();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (LogSource source = new LogSource(options)) {
      RunComparison compared = RunComparison.of(source.run(first), source.run(second));
      out.println(
          say().text("diff.compared", first, compared.decisions1(), second, compared.decisions2()));
      if (compared.isSame()) {
        out.println(say().text("diff.same"));
        return 0;
      }
      compared.networks().forEach(network -> print(network, out));
      return 1;
    } catch (LogFile.WrongLog e) {
      throw new UserError(e, e);
    }
  }

  private void print(RunComparison.Network network, PrintWriter out) {
    out.println(say().text("diff.network", network.id(), network.same()));
    if (network.only1() + network.only2() > 0) {
      out.println(
          say()
              .text(
                  "diff.only",
                  network.only1(),
                  first,
                  network.only2(),
                  second,
                  String.valueOf(network.firstOnly())));
    }
    boolean nothingShared = network.same() == 0 && network.difference().isEmpty();
    if (nothingShared && network.only1() > 0 && network.only2() > 0) {
      out.println(say().text("diff.nothingShared"));
    }
    network.difference().ifPresent(difference -> print(difference, out));
  }

  private void print(RunComparison.Difference d, PrintWriter out) {
    out.println(
        say()
            .text(
                "diff.fact",
                FactForm.name(d.fact().getKind()),
                d.fact().getEventId(),
                JapanTime.format(d.fact().getRecordedAt()),
                d.fact().getReporter().getRole() + " " + d.fact().getReporter().getBody(),
                d.sequence1(),
                d.sequence2()));
    d.facts()
        .forEach(
            f ->
                out.println(
                    say().text("diff.factField", f.field(), shown(f.first()), shown(f.now()))));
    d.ranked()
        .ifPresent(
            r ->
                out.println(
                    say()
                        .text(
                            "diff.ranked",
                            r.request(),
                            r.place(),
                            candidate(r.first()),
                            candidate(r.second()))));
    d.fields()
        .forEach(
            f ->
                out.println(
                    say().text("diff.field", f.path(), shown(f.first()), shown(f.second()))));
    if (d.moreFields() > 0) {
      out.println(say().text("diff.more", d.moreFields()));
    }
  }

  private String candidate(@Nullable LenderVerdict verdict) {
    if (verdict == null) {
      return say().text("nobody");
    }
    String rank =
        verdict.getRank() == null
            ? verdict.getFindings().stream().map(f -> f.getRule().name()).collect(say().listed())
            : verdict.getRank().toString();
    return ReferenceData.municipality(verdict.getLender()).map(m -> m.getName()).orElse("")
        + " "
        + verdict.getLender()
        + " "
        + verdict.getVerdict()
        + " "
        + rank;
  }

  private String shown(@Nullable String value) {
    return value == null ? say().text("nobody") : value;
  }

  private CommandMessages say() {
    return CommandMessages.ofAnalysis(lang.language());
  }
}
