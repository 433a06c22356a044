package kizuna.streams.afteraction.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import kizuna.drills.DrillText;
import kizuna.streams.afteraction.AfterActionReport;
import kizuna.streams.afteraction.DrillCourse;
import kizuna.streams.afteraction.Figure;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.tables.TableFormat;
import org.jspecify.annotations.Nullable;

/** A report as one HTML page: no script, no other file, A4 when it is printed. */
final class ReportPage {

  /** Most rows of a table on the page; the tables of the bundle have all. */
  static final int MAX_ROWS = 200;

  private static final String STYLE =
      """
      @page { size: A4; margin: 14mm 12mm; }
      * { box-sizing: border-box; }
      body { margin: 0 auto; max-width: 190mm; padding: 12px;
        font: 10.5pt/1.5 "Noto Sans JP", "Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", Meiryo,
        sans-serif; color: #1a1a1c; background: #fff; }
      h1 { font-size: 18pt; margin: 0; }
      h2 { font-size: 13pt; margin: 22px 0 6px; border-bottom: 2px solid #0017c1;
        break-after: avoid; }
      p { margin: 4px 0 8px; }
      .drill { display: inline-block; border: 2px solid #b50000; color: #b50000; font-weight: 700;
        padding: 0 10px; margin-right: 10px; }
      .muted { color: #4d4d4d; }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-size: 8.5pt; line-height: 1.35; }
      table.wide { font-size: 7.5pt; }
      thead { display: table-header-group; }
      tr { break-inside: avoid; }
      th, td { border: 1px solid #999; padding: 2px 5px; text-align: left; vertical-align: top;
        overflow-wrap: break-word; }
      th { background: #e8eefc; overflow-wrap: normal; }
      th.n, td.n { text-align: right; }
      td.n { white-space: nowrap; }
      td.w { min-width: 9em; }
      td.t { white-space: nowrap; }
      .tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
        gap: 6px; break-inside: avoid; }
      .tile { border: 1px solid #999; padding: 4px 8px; }
      .tile b { display: block; font-size: 14pt; line-height: 1.25; }
      svg { width: 100%; height: auto; break-inside: avoid; }
      svg text { font-size: 10px; fill: #1a1a1c; paint-order: stroke; stroke: #fff;
        stroke-width: 3px; }
      svg line { stroke: #666; stroke-width: 1; }
      .lane { fill: #3460fb; } .site { fill: #0017c1; } .promised { fill: #9db7f9; }
      .missing { fill: #d0191b; } .mark { fill: #1a1a1c; }
      progress { width: 100%; height: 14px; }
      nav ul { display: flex; flex-wrap: wrap; gap: 8px; list-style: none; margin: 8px 0 12px;
        padding: 0; }
      nav a { display: block; border: 1px solid #0017c1; border-radius: 4px; padding: 4px 10px;
        color: #0017c1; text-decoration: none; }
      nav a[aria-current] { background: #0017c1; color: #fff; }
      @media screen and (max-width: 40rem) { .scroll > * { min-width: 38rem; } }
      @media print { body { padding: 0; max-width: none; } .scroll { overflow: visible; }
        nav { display: none; } }
      """;

  /** Most cases of an objective on the page, the worst first; the tables of the bundle have all. */
  static final int MAX_CASES = 8;

  /** A cell with more letters needs a wide column; a Japanese letter counts twice. */
  private static final int LONG_TEXT = 30;

  private static final int MANY_COLUMNS = 10;

  /** A word of at most so many characters fits a narrow column without a break. */
  private static final int SHORT_WORD = 12;

  private static final int SHORT_JAPANESE_WORD = 4;

  /** The figures in the tiles at the top. */
  private static final List<Figure> TILES =
      List.of(
          Figure.REQUESTS,
          Figure.REQUESTED_PERSON_DAYS,
          Figure.FILLED_PERCENT,
          Figure.SHORTFALL_PERSON_DAYS,
          Figure.TIME_TO_PROPOSAL,
          Figure.TIME_TO_CONFIRMATION,
          Figure.TIME_TO_ARRIVAL,
          Figure.DECLINED,
          Figure.LAPSED,
          Figure.RECALLED,
          Figure.OBJECTIVES_MET,
          Figure.OBJECTIVES_MISSED);

  private final AfterActionReport report;
  private final ReportText text;
  private final List<ReportLink> links;
  private final Appendable out;
  private final Map<String, ReportTable> tables = new TreeMap<>();

  ReportPage(
      AfterActionReport report,
      List<ReportTable> all,
      ReportText text,
      List<ReportLink> links,
      Appendable out) {
    this.report = report;
    this.text = text;
    this.links = links;
    this.out = out;
    all.forEach(t -> tables.put(t.key(), t));
  }

  void write() {
    ReportPictures pictures = new ReportPictures(report, text);
    head();
    tiles();
    picture("timeline", pictures::timeline);
    picture("persons", pictures::days);
    section("objectives");
    section("cases");
    section("waits");
    section("shortfall", pictures::shortfall);
    section("lenders", pictures::lenders);
    section("endings");
    section("overrides");
    section("gaps");
    section("agreements");
    section("injects");
    section("bodies");
    section("notes");
    section("refusals");
    section("history");
    if (table("history").size() > 0) {
      paragraph(text.say("sureness"));
    }
    section("improvements");
    section("figures");
    print("</main></body></html>\n");
  }

  /** A page in the same style while the report is being made. */
  static void writeWaiting(
      MessageCatalog words, String run, long read, long all, long percent, Appendable out) {
    String title = Html.escape(words.text("report.title") + " " + run);
    try {
      out.append("<!doctype html>\n<html lang=\"").append(words.language().tag()).append("\">");
      out.append("<head><meta charset=\"utf-8\">")
          .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
          .append("<title>" + title + "</title><style>" + STYLE + "</style></head><body><main>")
          .append("<h1><span class=\"drill\">" + Html.escape(words.text("report.drill")))
          .append("</span>" + title + "</h1><p role=\"status\">")
          .append(Html.escape(words.sentence("report.waiting", percent, read, all)))
          .append("</p><progress max=\"100\" value=\"" + percent + "\" aria-label=\"")
          .append(Html.escape(words.text("report.title")) + "\"></progress>")
          .append("</main></body></html>\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void head() {
    String title = report.course().started().map(s -> title(s.getTitle())).orElse(report.run());
    print("<!doctype html>\n<html lang=\"", text.words().language().tag(), "\"><head>");
    print("<meta charset=\"utf-8\">");
    print("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    print("<title>", Html.escape(text.say("title") + " " + title), "</title>");
    print("<style>", STYLE, onEverySheet(), "</style></head><body><main>");
    print("<h1><span class=\"drill\">", Html.escape(text.say("drill")), "</span>");
    print(Html.escape(text.say("title")), "</h1>");
    print("<p><b>", Html.escape(title), "</b> · ", Html.escape(report.run()), "</p>");
    paragraph(
        text.say(
            "period",
            text.cell(report.from()),
            text.cell(report.to()),
            report.figures().getOrDefault(Figure.FACTS, 0L)));
    conduct();
    links();
  }

  /**
   * The text on each printed sheet: a mark that it is of a drill, the run, and the sheet number.
   */
  private String onEverySheet() {
    String of = text.say("drill") + " " + text.say("title") + " " + report.run();
    return "@page { @bottom-left { content: \""
        + of.replaceAll("[^\\p{L}\\p{N} .-]", "")
        + "\"; font-size: 8pt; } @bottom-right { content: counter(page) \" / \" counter(pages);"
        + " font-size: 8pt; } }\n";
  }

  private void links() {
    if (links.isEmpty()) {
      return;
    }
    print("<nav aria-label=\"", Html.escape(text.say("links")), "\"><ul>");
    for (ReportLink link : links) {
      print("<li><a href=\"", Html.escape(link.address()), "\"");
      print(link.chosen() ? " aria-current=\"true\">✓ " : ">");
      print(Html.escape(link.text()), "</a></li>");
    }
    print("</ul></nav>");
  }

  private String title(DrillText title) {
    return text.isJapanese() ? title.getJa() : title.getEn();
  }

  private void conduct() {
    DrillCourse.Figures course = report.course();
    if (course.started().isEmpty()) {
      paragraph(text.say("undirected"));
    } else {
      paragraph(
          text.say(
              "directed", course.injects().size(), course.bodies().size(), course.notes().size()));
    }
  }

  private void tiles() {
    print("<div class=\"tiles\">");
    for (Figure figure : TILES) {
      print("<div class=\"tile\">", Html.escape(text.label(figure)));
      print("<b>", Html.escape(text.figure(figure, report.figures().get(figure))), "</b></div>");
    }
    print("</div>");
  }

  private void picture(String key, Supplier<String> picture) {
    String title = text.say("table." + key);
    print("<h2>", Html.escape(title), "</h2>");
    scrolled(title, picture.get());
  }

  /** Content wider than a phone scrolls horizontally, also by keyboard. */
  private void scrolled(String title, String wide) {
    if (!wide.isEmpty()) {
      print("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
      print(Html.escape(title), "\">", wide, "</div>");
    }
  }

  private ReportTable table(String key) {
    ReportTable table = tables.get(key);
    if (table == null) {
      throw new IllegalStateException("expected a table " + key + " of the report, but none");
    }
    return table;
  }

  private void section(String key) {
    section(key, () -> "");
  }

  private void section(String key, Supplier<String> picture) {
    ReportTable table = table(key);
    print("<h2>", Html.escape(table.title()), "</h2>");
    if (table.size() == 0) {
      paragraph(text.say("nothing"));
      return;
    }
    scrolled(table.title(), picture.get());
    List<List<@Nullable Object>> shown = shown(table);
    StringBuilder rows =
        new StringBuilder(isWide(table, shown) ? "<table class=\"wide\">" : "<table>");
    rows.append("<thead><tr>");
    for (int i = 0; i < table.head().size(); i++) {
      rows.append(isOfNumbers(shown, i) ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
      rows.append(Html.escape(table.head().get(i))).append("</th>");
    }
    rows.append("</tr></thead><tbody>");
    shown.forEach(row -> row(row, rows));
    scrolled(table.title(), rows.append("</tbody></table>").toString());
    if (table.size() > shown.size()) {
      paragraph(
          text.say(
              "more",
              table.size() - shown.size(),
              "csv/" + table.key() + TableFormat.CSV.extension(),
              "report" + TableFormat.XLSX.extension()));
    }
    if (table.unlisted() > 0) {
      paragraph(text.say("unlisted", table.unlisted(), report.run()));
    }
  }

  /** The rows that the page shows; for cases, some of each objective. */
  private static List<List<@Nullable Object>> shown(ReportTable table) {
    Map<Object, Integer> ofObjective = new HashMap<>();
    return table
        .rows()
        .get()
        .filter(
            row ->
                !table.key().equals("cases")
                    || ofObjective.merge(String.valueOf(row.get(0)), 1, Integer::sum) <= MAX_CASES)
        .limit(MAX_ROWS)
        .toList();
  }

  private static boolean isShort(@Nullable Object cell) {
    return cell instanceof String word
        && word.length() <= SHORT_WORD
        && word.indexOf(' ') < 0
        && word.chars().filter(c -> c > 0xff).count() <= SHORT_JAPANESE_WORD;
  }

  private static boolean isLong(@Nullable Object cell) {
    return cell instanceof String words
        && words.chars().map(c -> c > 0xff ? 2 : 1).sum() > LONG_TEXT;
  }

  /**
   * Many columns, one with long text: at the usual size the table would be wider than the paper.
   */
  private static boolean isWide(ReportTable table, List<List<@Nullable Object>> rows) {
    return table.head().size() >= MANY_COLUMNS
        && rows.stream().anyMatch(row -> row.stream().anyMatch(ReportPage::isLong));
  }

  private static boolean isOfNumbers(List<List<@Nullable Object>> rows, int column) {
    return rows.stream().allMatch(r -> r.get(column) == null || r.get(column) instanceof Number)
        && rows.stream().anyMatch(row -> row.get(column) != null);
  }

  private void row(List<@Nullable Object> cells, StringBuilder to) {
    to.append("<tr>");
    for (Object cell : cells) {
      String style =
          cell instanceof Number
              ? " class=\"n\""
              : cell instanceof java.time.LocalDate || isShort(cell)
                  ? " class=\"t\""
                  : isLong(cell) ? " class=\"w\"" : "";
      to.append("<td").append(style).append('>').append(Html.escape(text.cell(cell)));
      to.append("</td>");
    }
    to.append("</tr>");
  }

  private void paragraph(String sentence) {
    print("<p class=\"muted\">", Html.escape(sentence), "</p>");
  }

  private void print(String... parts) {
    try {
      for (String part : parts) {
        out.append(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
