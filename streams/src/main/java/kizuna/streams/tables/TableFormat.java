package kizuna.streams.tables;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import kizuna.schemas.JapanTime;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** The file formats of tables. */
public enum TableFormat {

  /**
   * For programs (RFC 4180): UTF-8 with a byte order mark, because Excel in Japan reads it as
   * Shift-JIS otherwise; cells that a spreadsheet would read as a formula are escaped. A
   * spreadsheet still drops the zero of 012025.
   */
  CSV(new MediaType("text", "csv", StandardCharsets.UTF_8), ".csv") {
    @Override
    public void write(
        String title,
        UnaryOperator<String> continued,
        List<String> head,
        Stream<List<@Nullable Object>> rows,
        OutputStream to)
        throws IOException {
      Writer out = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
      out.write(BYTE_ORDER_MARK);
      CSVPrinter printer = new CSVPrinter(out, CSVFormat.RFC4180);
      printer.printRecord(head.stream().map(TableFormat::text));
      for (List<@Nullable Object> row : (Iterable<List<@Nullable Object>>) rows::iterator) {
        printer.printRecord(row.stream().map(TableFormat::text));
      }
      printer.flush();
    }
  },

  /**
   * For spreadsheets (Office Open XML): a code stays text, a day is a day, and no text is a
   * formula. A sheet holds 1,048,576 rows at most; further rows are in another sheet.
   */
  XLSX(
      new MediaType("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
      ".xlsx") {
    @Override
    public void write(
        String title,
        UnaryOperator<String> continued,
        List<String> head,
        Stream<List<@Nullable Object>> rows,
        OutputStream to)
        throws IOException {
      sheets(ROWS_OF_SHEET, title, continued, head, rows, to);
    }
  };

  /** Without the head, and the row with the reference to the next sheet. */
  private static final int ROWS_OF_SHEET = 1_048_576 - 2;

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int ROWS_IN_MEMORY = 1_000;
  private static final int LONGEST_CELL = 32_767;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(JapanTime.ZONE);

  private final MediaType mediaType;
  private final String extension;

  TableFormat(MediaType mediaType, String extension) {
    this.mediaType = mediaType;
    this.extension = extension;
  }

  public MediaType mediaType() {
    return mediaType;
  }

  /** The file extension, with its dot. */
  public String extension() {
    return extension;
  }

  /**
   * Writes a table.
   *
   * @param title of the sheet, where the form has sheets
   * @param continued the sentence that refers to the next sheet by its title
   * @param rows texts, whole numbers, days and times; null for an empty cell
   */
  public abstract void write(
      String title,
      UnaryOperator<String> continued,
      List<String> head,
      Stream<List<@Nullable Object>> rows,
      OutputStream to)
      throws IOException;

  /**
   * Writes a workbook with as many sheets as needed, each with the head. The row below the last of
   * a full sheet refers to the next sheet.
   *
   * @param rowsOfSheet most rows of the table in one sheet
   */
  static void sheets(
      int rowsOfSheet,
      String title,
      UnaryOperator<String> continued,
      List<String> head,
      Stream<List<@Nullable Object>> rows,
      OutputStream to)
      throws IOException {
    Workbook book = new Workbook(to, "Kizuna", null);
    add(book, rowsOfSheet, title, continued, head, rows);
    book.finish();
  }

  /** One table of a workbook; {@code title} is the name of its sheet, 31 characters at most. */
  public record Sheet(
      String title, List<String> head, Supplier<Stream<List<@Nullable Object>>> rows) {}

  /**
   * Writes several tables into one workbook, a sheet for each.
   *
   * @param continued the sentence that refers to the next sheet by its title
   */
  public static void workbook(List<Sheet> sheets, UnaryOperator<String> continued, OutputStream to)
      throws IOException {
    Workbook book = new Workbook(to, "Kizuna", null);
    for (Sheet s : sheets) {
      add(book, ROWS_OF_SHEET, s.title(), continued, s.head(), s.rows().get());
    }
    book.finish();
  }

  private static void add(
      Workbook book,
      int rowsOfSheet,
      String title,
      UnaryOperator<String> continued,
      List<String> head,
      Stream<List<@Nullable Object>> rows)
      throws IOException {
    Worksheet sheet = sheet(book, title, head);
    int sheets = 1;
    int number = 0;
    for (List<@Nullable Object> row : (Iterable<List<@Nullable Object>>) rows::iterator) {
      if (number == rowsOfSheet) {
        sheets++;
        String next = title + " " + sheets;
        row(sheet, number + 1, List.of(continued.apply(next)));
        sheet.finish();
        sheet = sheet(book, next, head);
        number = 0;
      }
      number++;
      row(sheet, number, row);
      if (number % ROWS_IN_MEMORY == 0) {
        sheet.flush();
      }
    }
    sheet.finish();
  }

  private static Worksheet sheet(Workbook book, String title, List<String> head) {
    Worksheet sheet = book.newWorksheet(title);
    sheet.freezePane(0, 1);
    row(sheet, 0, head);
    return sheet;
  }

  /** A cell of CSV that a spreadsheet does not read as a formula. */
  private static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    String text = value instanceof Instant time ? TIME.format(time) : value.toString();
    return isFormula(text) ? "'" + text : text;
  }

  /** Spreadsheets treat full-width signs the same. */
  private static boolean isFormula(String text) {
    if (text.isEmpty()) {
      return false;
    }
    String first = Normalizer.normalize(text.substring(0, 1), Normalizer.Form.NFKC);
    return !first.isEmpty() && "=+-@\t\r\n−".indexOf(first.charAt(0)) >= 0;
  }

  private static void row(Worksheet sheet, int number, List<? extends @Nullable Object> cells) {
    for (int i = 0; i < cells.size(); i++) {
      Object value = cells.get(i);
      if (value instanceof Number figure) {
        sheet.value(number, i, figure);
      } else if (value instanceof LocalDate day) {
        sheet.value(number, i, day);
        sheet.style(number, i).format("yyyy-mm-dd").set();
      } else if (value instanceof Instant time) {
        sheet.value(number, i, time.atZone(JapanTime.ZONE).toLocalDateTime());
        sheet.style(number, i).format("yyyy-mm-dd hh:mm").set();
      } else if (value != null) {
        String text = value.toString();
        sheet.inlineString(
            number, i, text.length() <= LONGEST_CELL ? text : text.substring(0, LONGEST_CELL));
      }
    }
  }
}
