package kizuna.streams.afteraction.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.seeds.drill.Drills;
import kizuna.streams.afteraction.AfterActionReport;
import kizuna.streams.afteraction.Figure;
import kizuna.streams.afteraction.Measure;
import kizuna.streams.afteraction.ObjectivesFile;
import kizuna.streams.afteraction.RecordedRun;
import kizuna.streams.afteraction.RunFigures;
import kizuna.streams.afteraction.RunNames;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The report of a drill as people read it; what was written is in {@code target/reports}. */
class ReportDocumentTest {

  private static @Nullable RunFigures figures;

  private static synchronized RunFigures noto() throws Exception {
    RunFigures known = figures;
    if (known == null) {
      known =
          new RecordedRun(Namespace.drill("noto-2024"))
              .tell(Drills.load("noto-2024").facts())
              .figures(ObjectivesFile.read("o", Drills.objectives("noto-2024").orElseThrow()));
      figures = known;
    }
    return known;
  }

  private static ReportDocument document(Language language) throws Exception {
    AfterActionReport report = noto().report("noto-2024-2");
    return new ReportDocument(
        report,
        new ReportComparison(
            List.of(new ReportComparison.Drill("noto-2024-1", report.figures())), List.of()),
        MessageCatalog.ofReports(language),
        new RunNames(noto().names(), language));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void whileItIsBeingMadeAPageSaysHowFarItIs(Language language) {
    StringBuilder page = new StringBuilder();

    ReportDocument.writeWaiting(
        MessageCatalog.ofReports(language), "large-1", 120_000, 480_000, 25, page);

    assertThat(page)
        .contains("<html lang=\"" + language.tag() + "\">", "large-1")
        .contains("480,000", "120,000", "25 %")
        .contains(
            "<progress max=\"100\" value=\"25\" aria-label=\""
                + (language == Language.JA ? "検証報告書" : "After-action report"));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void thePageStandsByItself(Language language) throws Exception {
    StringBuilder page = new StringBuilder();

    document(language).writePage(page);

    Files.createDirectories(Path.of("target/reports"));
    Files.writeString(Path.of("target/reports/noto-2024-" + language.tag() + ".html"), page);
    assertThat(page)
        .startsWith("<!doctype html>")
        .contains("lang=\"" + language.tag() + "\"", "<svg", "@page { size: A4")
        .contains(
            language == Language.JA
                ? "content: \"訓練 検証報告書 noto-2024-2\""
                : "content: \"DRILL After-action report noto-2024-2\"")
        .contains("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"")
        .contains("<th scope=\"col\" class=\"n\">")
        .doesNotContain("<script", "src=", "http:", "https:", "{0}", "null");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void whatReallyHappenedStandsBesideItInTheReadersLanguage(Language language) throws Exception {
    AfterActionReport report = noto().report("noto-2024-2");
    ReportComparison comparison =
        new ReportComparison(
            List.of(),
            ReportComparison.history(Drills.history("noto-2024").orElseThrow(), report, language));
    StringBuilder page = new StringBuilder();

    new ReportDocument(
            report,
            comparison,
            MessageCatalog.ofReports(language),
            new RunNames(noto().names(), language))
        .writePage(page, List.of(new ReportLink("A & B", "report?a=1&b=2", true)));

    assertThat(page)
        .contains(language == Language.JA ? "令和6年奥能登豪雨" : "the Oku-Noto rain")
        .contains("<a href=\"report?a=1&amp;b=2\" aria-current=\"true\">✓ A &amp; B</a>");
    String cases =
        page.substring(
            page.indexOf(table(language, "cases")), page.indexOf(table(language, "waits")));
    assertThat(cases.split("<td class=\"t\">reception</td>", -1).length - 1)
        .as("the worst of each objective")
        .isEqualTo(ReportPage.MAX_CASES);
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void theTimelineEndsSoonAfterTheLastEvent(Language language) throws Exception {
    RunFigures run =
        new RecordedRun(Namespace.drill("first-hour"))
            .tell(Drills.load("first-hour").facts())
            .figures(List.of());
    AfterActionReport report = run.report("first-hour-1");
    ReportText text =
        new ReportText(MessageCatalog.ofReports(language), new RunNames(run.names(), language));

    String timeline = new ReportPictures(report, text).timeline();

    List<String> ticks =
        Pattern.compile(">(\\d\\d-\\d\\d \\d\\d:\\d\\d)<")
            .matcher(timeline)
            .results()
            .map(m -> m.group(1))
            .toList();
    DateTimeFormatter minute = DateTimeFormatter.ofPattern("MM-dd HH:mm").withZone(JapanTime.ZONE);
    Duration length = Duration.between(report.timeline().firstKey(), report.to());
    assertThat(ticks).hasSize(5);
    assertThat(ticks.get(4))
        .isBetween(
            minute.format(report.to()),
            minute.format(report.to().plus(length.dividedBy(90)).plusSeconds(60)));
    double right =
        Pattern.compile("<rect class=\"\\w+\" x=\"([\\d.]+)\" y=\"[\\d.]+\" width=\"([\\d.]+)\"")
            .matcher(timeline)
            .results()
            .mapToDouble(m -> Double.parseDouble(m.group(1)) + Double.parseDouble(m.group(2)))
            .max()
            .orElseThrow();
    assertThat(right).as("no bar beyond the end").isLessThanOrEqualTo(720 - 12);
  }

  private static String table(Language language, String key) {
    return "<h2>" + MessageCatalog.ofReports(language).text("report.table." + key) + "</h2>";
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void theBundleHasThePageEachTableAndOneWorkbook(Language language) throws Exception {
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    document(language).writeBundle(bundle);
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    document(language).writeBundle(again);

    Set<String> names = names(bundle.toByteArray());
    assertThat(names).contains("report.html", "report.xlsx", "csv/lenders.csv", "csv/figures.csv");
    assertThat(names(again.toByteArray())).isEqualTo(names);
  }

  private static Set<String> names(byte[] zip) throws IOException {
    Set<String> names = new TreeSet<>();
    try (ZipInputStream in =
        new ZipInputStream(new ByteArrayInputStream(zip), StandardCharsets.UTF_8)) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        names.add(e.getName());
        assertThat(in.readAllBytes()).as(e.getName()).isNotEmpty();
      }
    }
    return names;
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyFigureAndMeasureHasItsWords(Language language) {
    MessageCatalog words = MessageCatalog.ofReports(language);
    for (Figure figure : Figure.values()) {
      assertThat(words.label(figure)).isNotBlank();
      assertThat(words.text("Figure." + figure + ".how")).isNotBlank();
    }
    for (Measure measure : Measure.values()) {
      assertThat(words.label(measure)).isNotBlank();
    }
    assertThat(words.all().keySet())
        .isEqualTo(
            MessageCatalog.ofReports(language == Language.JA ? Language.EN : Language.JA)
                .all()
                .keySet());
  }
}
