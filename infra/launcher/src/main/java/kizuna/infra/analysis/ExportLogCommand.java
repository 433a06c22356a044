package kizuna.infra.analysis;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.FailureSentence;
import kizuna.infra.command.LanguageOption;
import kizuna.infra.drill.DrillCommand;
import kizuna.infra.host.UserError;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.log.HeadCountsOnly;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna log export}: a namespace's intake as a log file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes what was reported as a log file, head-counts only: no accounts, no telephones, no free texts.",
      "Says what was left out. The same log gives the same bytes, also after a drill ran it.",
      ""
    })
final class ExportLogCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--drill",
      paramLabel = "RUN",
      description = "a drill's run instead of the live log (see drill list)")
  private @Nullable String drill;

  @Option(
      names = "--disaster",
      paramLabel = "ID",
      description = "only this disaster, with agreements and what else belongs to none")
  private @Nullable String disaster;

  @Option(
      names = "--relative",
      description = "days and times counted from the first day, so that the log can be moved")
  private boolean relative;

  @Parameters(paramLabel = "FILE", description = "file to be written; one that is there stays")
  private Path file = Path.of("");

  @Mixin private LanguageOption lang = new LanguageOption();

  @Override
  public Integer call() {
    if (Files.exists(file)) {
      throw new UserError(say().of("file.there", file));
    }
    try (CommandCluster cluster = CommandCluster.running(options)) {
      Namespace namespace = drill == null ? Namespace.LIVE : DrillCommand.run(cluster, drill);
      Path part = file.resolveSibling(file.getFileName() + ".part");
      try {
        LogExport export =
            new LogExport(cluster, namespace, Optional.ofNullable(disaster), relative);
        try (BufferedWriter out = Files.newBufferedWriter(part)) {
          report(export.write(out));
        }
        Files.move(part, file);
      } finally {
        Files.deleteIfExists(part);
      }
      return 0;
    } catch (IOException e) {
      throw new UserError(say().of("file.unwritable", file, FailureSentence.reason(e)), e);
    }
  }

  private void report(LogExport.Exported exported) {
    PrintWriter out = spec.commandLine().getOut();
    HeadCountsOnly left = exported.leftOut();
    out.println(
        say().text("export.written", file, exported.facts(), left.read() + exported.unreadable()));
    left.kinds()
        .forEach((kind, n) -> out.println(say().text("export.kind", FactForm.name(kind), n)));
    if (!left.texts().isEmpty()) {
      out.println(
          say()
              .text(
                  "export.texts",
                  left.texts().entrySet().stream()
                      .map(e -> e.getKey() + " " + say().number(e.getValue()))
                      .collect(say().listed())));
    }
    line(out, "export.repeated", left.repeated());
    line(out, "export.unformed", left.unformed());
    line(out, "export.nextTiers", left.nextTiers());
    line(out, "export.unreadable", exported.unreadable());
    if (disaster != null) {
      out.println(say().text("export.disaster", disaster));
    }
  }

  private void line(PrintWriter out, String key, long count) {
    if (count > 0) {
      out.println(say().text(key, count));
    }
  }

  private CommandMessages say() {
    return CommandMessages.ofAnalysis(lang.language());
  }
}
