package kizuna.infra.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import kizuna.drills.Inject;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.text.FailureReason;
import kizuna.schemas.text.UserFileException;
import kizuna.seeds.drill.DrillOutline;
import kizuna.seeds.drill.InjectList;
import kizuna.seeds.drill.InjectList.Column;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellAddress;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;

/** The list of injects as a sheet of an .xlsx file: one heading, one column for each field. */
final class InjectSheet {

  /** Largest file, bytes. */
  private static final long LARGEST = 16L << 20;

  /** Most bytes of its parts when they are inflated: more is a bomb. */
  private static final long LARGEST_INFLATED = 256L << 20;

  private static final int MAX_COLUMNS = 100;

  /** With the formats of cells, which distinguish dates from numbers. */
  private static final ReadingOptions READING = new ReadingOptions(true, true);

  /** Width of a column, characters. */
  private static final double WIDTH = 24;

  /** Cells of the sheet that become text of the list. */
  private final Map<Column, Integer> columns = new EnumMap<>(Column.class);

  private final List<Map<Column, String>> rows = new ArrayList<>();

  /** Number of each row in the sheet, from 1 on. */
  private final List<Integer> numbers = new ArrayList<>();

  private final List<FormError> errors = new ArrayList<>();

  private InjectSheet() {}

  /**
   * Reads a list.
   *
   * @throws FormErrors with all errors, each with its cell
   * @throws IOException if it is not an .xlsx file
   */
  static List<Inject> read(DrillOutline drill, Path file) throws IOException, FormErrors {
    if (Files.size(file) > LARGEST) {
      throw new UserFileException(
          DrillCommand.words().of("injects.large", LARGEST, Files.size(file)));
    }
    InjectSheet sheet = new InjectSheet();
    try {
      requireSmallWhenInflated(file);
      try (ReadableWorkbook book = new ReadableWorkbook(file.toFile(), READING);
          Stream<Row> content = book.getFirstSheet().openStream()) {
        sheet.read(content.iterator());
      }
    } catch (IOException | RuntimeException e) {
      // The reader throws unchecked exceptions of many types for an invalid workbook.
      throw new UserFileException(
          DrillCommand.words().of("injects.noWorkbook", FailureReason.of(e)), e);
    }
    return InjectList.read(
        drill,
        sheet.rows,
        (row, column) ->
            address(sheet.numbers.get(row), sheet.columns.getOrDefault(column, column.ordinal())),
        sheet.errors);
  }

  /** Inflates each part: the sizes in the file's own directory may be false. */
  private static void requireSmallWhenInflated(Path file) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long inflated = 0;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Iterator<? extends ZipEntry> parts = zip.entries().asIterator(); parts.hasNext(); ) {
        try (InputStream part = zip.getInputStream(parts.next())) {
          for (int n = part.read(buffer); n >= 0; n = part.read(buffer)) {
            inflated += n;
            if (inflated > LARGEST_INFLATED) {
              throw new UserFileException(
                  DrillCommand.words().of("injects.inflated", LARGEST_INFLATED));
            }
          }
        }
      }
    }
  }

  private void read(Iterator<Row> content) {
    while (content.hasNext() && rows.size() <= InjectList.MOST) {
      Row row = content.next();
      if (row.getRowNum() == 1) {
        readHeading(row);
      } else {
        readLine(row);
      }
    }
    for (Column column : List.of(Column.NUMBER, Column.AT, Column.MEANS)) {
      if (!columns.containsKey(column)) {
        errors.add(
            FormError.of(
                address(1, column.ordinal()),
                FormRule.COLUMN_NEEDED,
                "a column \"" + column.heading() + "\"",
                "there is none",
                column.heading()));
      }
    }
  }

  /** Finds the columns by their heading, in either language, in any order. */
  private void readHeading(Row heading) {
    for (int c = 0; c < Math.min(heading.getCellCount(), MAX_COLUMNS); c++) {
      String name = heading.getOptionalCell(c).map(CellText::of).orElse("");
      Optional<Column> column = name.isEmpty() ? Optional.empty() : column(name);
      if (column.isPresent() && columns.putIfAbsent(column.get(), c) != null) {
        errors.add(
            FormError.of(
                address(1, c), FormRule.TWICE, "each column once", "\"" + name + "\" again", name));
      } else if (column.isEmpty() && !name.isEmpty()) {
        errors.add(
            FormError.of(
                address(1, c),
                FormRule.COLUMN_UNKNOWN,
                "the heading of a column",
                "\"" + name + "\"",
                name));
      }
    }
  }

  private void readLine(Row row) {
    Map<Column, String> cells = new EnumMap<>(Column.class);
    columns.forEach(
        (column, at) -> {
          Optional<Cell> cell = row.getOptionalCell(at);
          String text = cell.map(CellText::of).orElse("");
          if (cell.filter(CellText::isError).isPresent()) {
            errors.add(
                FormError.of(
                    address(row.getRowNum(), at),
                    FormRule.CELL_ERROR,
                    "a value",
                    "an error " + text,
                    text));
          } else if (!text.isEmpty()) {
            cells.put(column, text);
          }
        });
    if (!cells.isEmpty()) {
      rows.add(cells);
      numbers.add(row.getRowNum());
    }
  }

  /** A cell as people call it, such as B4. */
  private static String address(int row, int column) {
    return new CellAddress(row - 1, column).toString();
  }

  private static Optional<Column> column(String name) {
    for (Column column : Column.values()) {
      if (column.heading().equals(name)
          || List.of(column.heading().split(" / ", 2)).contains(name)
          || column.field().equals(name)) {
        return Optional.of(column);
      }
    }
    return Optional.empty();
  }

  /**
   * Writes a list.
   *
   * @param status state of each inject of a run, by number; it is not read again
   */
  static void write(List<Inject> injects, Map<String, String> status, Path file)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        Workbook book = new Workbook(out, "Kizuna", null)) {
      Worksheet sheet = book.newWorksheet("状況付与計画 MSEL");
      sheet.freezePane(1, 1);
      for (Column column : Column.values()) {
        sheet.width(column.ordinal(), WIDTH);
        sheet.inlineString(0, column.ordinal(), column.heading());
        sheet.style(0, column.ordinal()).bold().set();
      }
      int at = 1;
      for (Inject inject : injects) {
        int row = at++;
        Map<Column, String> cells = InjectList.cells(inject);
        cells.put(Column.STATUS, status.getOrDefault(inject.getNumber(), ""));
        // As text, always: a cell that begins with = is no formula.
        cells.forEach(
            (column, text) -> {
              sheet.inlineString(row, column.ordinal(), text);
              sheet.style(row, column.ordinal()).wrapText(true).format("@").set();
            });
      }
    }
  }
}
