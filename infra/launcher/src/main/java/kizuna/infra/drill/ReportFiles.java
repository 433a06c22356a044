package kizuna.infra.drill;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import kizuna.streams.afteraction.AfterActionReport;
import kizuna.streams.afteraction.RunFigures;
import kizuna.streams.afteraction.RunNames;
import kizuna.streams.afteraction.document.ReportComparison;
import kizuna.streams.afteraction.document.ReportDocument;
import kizuna.streams.drills.RunReader;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine;

/** The files of a report: a page and a bundle of tables in each language. */
final class ReportFiles {

  private final Path folder;
  private final CommandLine command;

  /**
   * @param command prints their names
   */
  ReportFiles(Path folder, CommandLine command) {
    this.folder = folder;
    this.command = command;
  }

  /** Reads a run and shows the progress. */
  static RunFigures reading(String run, Function<RunReader.Progress, RunFigures> reader) {
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(DrillCommand.words().text("bar.report", run))
            .setUnit(DrillCommand.words().text("bar.records"), 1)
            .setUpdateIntervalMillis(200)
            .build()) {
      return reader.apply(
          (read, all) -> {
            bar.maxHint(all);
            bar.stepTo(read);
          });
    }
  }

  /** Writes them, one language after the other. */
  void write(
      AfterActionReport report,
      RunNames.Known names,
      Function<Language, ReportComparison> comparison)
      throws IOException {
    Files.createDirectories(folder);
    List<Path> written = new ArrayList<>();
    for (Language language : Language.values()) {
      ReportDocument document =
          new ReportDocument(
              report,
              comparison.apply(language),
              MessageCatalog.ofReports(language),
              new RunNames(names, language));
      String name = "report-" + report.run() + "-" + language.tag();
      Path page = folder.resolve(name + ".html");
      try (Writer out = Files.newBufferedWriter(page)) {
        document.writePage(out);
      }
      Path bundle = folder.resolve(name + ".zip");
      try (OutputStream out = Files.newOutputStream(bundle)) {
        document.writeBundle(out);
      }
      written.add(page);
      written.add(bundle);
    }
    written.forEach(command.getOut()::println);
  }
}
