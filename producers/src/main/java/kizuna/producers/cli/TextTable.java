package kizuna.producers.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** A table with aligned columns, also with double-width Japanese characters. */
public final class TextTable {

  private static final String GAP = "  ";

  private final List<String> titles;
  private final List<Boolean> rightAligned;
  private final List<List<String>> rows = new ArrayList<>();

  /** The columns for each row of a response. */
  TextTable(List<Column> columns, JsonNode answer, Locale language) {
    this.titles = columns.stream().map(c -> c.title(language)).toList();
    this.rightAligned = columns.stream().map(Column::hasFigures).toList();
    for (JsonNode row : answer) {
      rows.add(columns.stream().map(c -> c.cell().apply(row)).toList());
    }
  }

  /** A table of texts that has no rows yet. */
  public TextTable(String... titles) {
    this.titles = List.of(titles);
    this.rightAligned = Collections.nCopies(titles.length, false);
  }

  /** Adds a row, a cell for each title. */
  public void add(String... cells) {
    rows.add(List.of(cells));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  public void print(PrintWriter out) {
    int[] widths = new int[titles.size()];
    measure(titles, widths);
    rows.forEach(row -> measure(row, widths));
    line(titles, widths, out);
    rows.forEach(row -> line(row, widths, out));
  }

  private static void measure(List<String> cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], width(cells.get(i)));
    }
  }

  private void line(List<String> cells, int[] widths, PrintWriter out) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String fill = " ".repeat(widths[i] - width(cell));
      line.append(rightAligned.get(i) ? fill + cell : cell + fill).append(GAP);
    }
    out.println(line.toString().stripTrailing());
  }

  /** Columns that a terminal gives to a text. */
  public static int width(String text) {
    return text.codePoints().map(TextTable::width).sum();
  }

  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        (c >= 0x1100 && c <= 0x115F)
            || (c >= 0x2E80 && c <= 0xA4CF)
            || (c >= 0xAC00 && c <= 0xD7A3)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0xFE30 && c <= 0xFE4F)
            || (c >= 0xFF00 && c <= 0xFF60)
            || (c >= 0xFFE0 && c <= 0xFFE6)
            || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
  }
}
