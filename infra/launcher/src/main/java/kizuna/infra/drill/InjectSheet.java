package kizuna.infra.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.drills.Inject;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.seeds.drill.DrillOutline;
import kizuna.seeds.drill.InjectList;
import kizuna.seeds.drill.InjectList.Column;
import org.apache.poi.ooxml.POIXMLException;
import org.apache.poi.openxml4j.exceptions.OpenXML4JRuntimeException;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.DataFormatter;
import org.apache.poi.ss.usermodel.Font;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/** The list of injects as a sheet of an .xlsx file: one heading, one column for each field. */
final class InjectSheet {

  /** Largest file, bytes. */
  private static final long LARGEST = 16L << 20;

  /** Least share that a part of the file may be compressed to: a bomb is smaller. */
  private static final double LEAST_INFLATE_RATIO = 0.005;

  private static final int WIDTH = 24 * 256;

  private InjectSheet() {}

  /**
   * Reads a list.
   *
   * @throws FormErrors with everything that is wrong, each with its cell
   * @throws IOException if it is no such file
   */
  static List<Inject> read(DrillOutline drill, Path file) throws IOException, FormErrors {
    if (Files.size(file) > LARGEST) {
      throw new IOException("expected at most " + LARGEST + " bytes, but " + Files.size(file));
    }
    ZipSecureFile.setMinInflateRatio(LEAST_INFLATE_RATIO);
    try (InputStream in = Files.newInputStream(file);
        Workbook book = new XSSFWorkbook(in)) {
      return read(drill, book.getSheetAt(0));
    } catch (POIXMLException | OpenXML4JRuntimeException | IllegalArgumentException e) {
      throw new IOException("expected an .xlsx file, but " + e.getMessage(), e);
    }
  }

  private static List<Inject> read(DrillOutline drill, Sheet sheet) throws FormErrors {
    List<FormError> errors = new ArrayList<>();
    DataFormatter text = new DataFormatter(java.util.Locale.ROOT);
    Map<Column, Integer> columns = columns(sheet, text, errors);
    List<Map<Column, String>> rows = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (int r = 1; r <= sheet.getLastRowNum() && rows.size() <= InjectList.MOST; r++) {
      Map<Column, String> cells = new EnumMap<>(Column.class);
      Row row = sheet.getRow(r);
      if (row != null) {
        columns.forEach(
            (column, at) -> {
              String cell = text.formatCellValue(row.getCell(at)).strip();
              if (!cell.isEmpty()) {
                cells.put(column, cell);
              }
            });
      }
      if (!cells.isEmpty()) {
        rows.add(cells);
        numbers.add(r);
      }
    }
    return InjectList.read(
        drill,
        rows,
        (row, column) ->
            new CellReference(numbers.get(row), columns.getOrDefault(column, column.ordinal()))
                .formatAsString(),
        errors);
  }

  /** Columns by their heading, in either language, in whatever order they stand. */
  private static Map<Column, Integer> columns(
      Sheet sheet, DataFormatter text, List<FormError> errors) {
    Map<Column, Integer> columns = new EnumMap<>(Column.class);
    Row heading = sheet.getRow(0);
    for (int c = 0; heading != null && c < heading.getLastCellNum() && c < 100; c++) {
      String name = text.formatCellValue(heading.getCell(c)).strip();
      Optional<Column> column = name.isEmpty() ? Optional.empty() : column(name);
      String cell = new CellReference(0, c).formatAsString();
      if (column.isPresent() && columns.putIfAbsent(column.get(), c) != null) {
        errors.add(new FormError(cell, "each column once", "\"" + name + "\" again"));
      } else if (column.isEmpty() && !name.isEmpty()) {
        errors.add(new FormError(cell, "the heading of a column", "\"" + name + "\""));
      }
    }
    for (Column column : List.of(Column.NUMBER, Column.AT, Column.MEANS)) {
      if (!columns.containsKey(column)) {
        errors.add(
            new FormError(
                new CellReference(0, column.ordinal()).formatAsString(),
                "a column \"" + column.heading() + "\"",
                "there is none"));
      }
    }
    return columns;
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
   * @param status what became of each inject of a run, by number; it is not read again
   */
  static void write(List<Inject> injects, Map<String, String> status, Path file)
      throws IOException {
    try (Workbook book = new XSSFWorkbook();
        OutputStream out = Files.newOutputStream(file)) {
      Sheet sheet = book.createSheet("状況付与計画 MSEL");
      CellStyle bold = book.createCellStyle();
      Font font = book.createFont();
      font.setBold(true);
      bold.setFont(font);
      CellStyle wrapped = book.createCellStyle();
      wrapped.setWrapText(true);
      wrapped.setDataFormat(book.createDataFormat().getFormat("@"));
      Row heading = sheet.createRow(0);
      for (Column column : Column.values()) {
        Cell cell = heading.createCell(column.ordinal());
        cell.setCellValue(column.heading());
        cell.setCellStyle(bold);
        sheet.setColumnWidth(column.ordinal(), WIDTH);
      }
      sheet.createFreezePane(1, 1);
      int at = 1;
      for (Inject inject : injects) {
        Row row = sheet.createRow(at++);
        Map<Column, String> cells = InjectList.cells(inject);
        cells.put(Column.STATUS, status.getOrDefault(inject.getNumber(), ""));
        // As text, always: a cell that begins with = is no formula.
        cells.forEach(
            (column, text) -> {
              Cell cell = row.createCell(column.ordinal());
              cell.setCellValue(text);
              cell.setCellStyle(wrapped);
            });
      }
      book.write(out);
    }
  }
}
