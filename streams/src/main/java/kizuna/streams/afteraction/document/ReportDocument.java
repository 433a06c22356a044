package kizuna.streams.afteraction.document;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kizuna.streams.afteraction.AfterActionReport;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.tables.TableFormat;
import org.jspecify.annotations.Nullable;

/** A report in one language: as a page, and as a bundle with all of its tables. */
public final class ReportDocument {

  private final AfterActionReport report;
  private final ReportText text;
  private final List<ReportTable> tables;

  /**
   * @param words must hold the words of reports: {@link MessageCatalog#ofReports}
   */
  public ReportDocument(
      AfterActionReport report,
      ReportComparison comparison,
      MessageCatalog words,
      PlaceNames names) {
    this.report = report;
    this.text = new ReportText(words, names);
    this.tables = new ReportTables(report, comparison, text).all();
  }

  /** Writes the page as a standalone file. */
  public void writePage(Appendable to) {
    writePage(to, List.of());
  }

  /**
   * Writes the page.
   *
   * @param links ways from it, none where it is a file
   */
  public void writePage(Appendable to, List<ReportLink> links) {
    new ReportPage(report, tables, text, links, to).write();
  }

  /**
   * Writes a page with the progress of the report.
   *
   * @param words must contain the words of reports
   * @param read records of the run that are read, of {@code all}
   */
  public static void writeWaiting(
      MessageCatalog words, String run, long read, long all, long percent, Appendable to) {
    ReportPage.writeWaiting(words, run, read, all, percent, to);
  }

  /** Writes a ZIP file: the page, every table as CSV, and one workbook with all of them. */
  public void writeBundle(OutputStream to) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(to, StandardCharsets.UTF_8);
    entry(zip, "report.html");
    Writer page = new OutputStreamWriter(zip, StandardCharsets.UTF_8);
    writePage(page);
    page.flush();
    zip.closeEntry();
    for (ReportTable table : tables) {
      entry(zip, "csv/" + table.key() + TableFormat.CSV.extension());
      TableFormat.CSV.write(
          table.title(), next -> next, table.head(), table.rows().get().map(this::row), open(zip));
      zip.closeEntry();
    }
    entry(zip, "report" + TableFormat.XLSX.extension());
    TableFormat.workbook(
        tables.stream()
            .map(
                t -> new TableFormat.Sheet(t.title(), head(t), () -> t.rows().get().map(this::row)))
            .toList(),
        next -> text.say("continued", next),
        open(zip));
    zip.closeEntry();
    zip.finish();
  }

  /** Writes the same bytes for the same report: entries have a fixed time. */
  private static void entry(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
    zip.putNextEntry(entry);
  }

  /** A stream for one entry: closing it does not close the file. */
  private static OutputStream open(ZipOutputStream zip) {
    return new FilterOutputStream(zip) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        zip.write(bytes, from, length);
      }

      @Override
      public void close() throws IOException {
        flush();
      }
    };
  }

  /** The head of a spreadsheet marks the columns with durations in minutes. */
  private List<String> head(ReportTable table) {
    List<String> head = new ArrayList<>(table.head());
    table.durations().forEach(i -> head.set(i, text.say("inMinutes", head.get(i))));
    return head;
  }

  /** Spreadsheets have no type for a length of time: whole minutes. */
  private List<@Nullable Object> row(List<@Nullable Object> cells) {
    Object[] row = cells.toArray();
    for (int i = 0; i < row.length; i++) {
      if (row[i] instanceof Duration d) {
        row[i] = d.toMinutes();
      }
    }
    return Arrays.asList(row);
  }
}
