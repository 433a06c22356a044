package kizuna.streams.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a spreadsheet opens is neither changed by it nor taken for a formula. */
class TableFormatTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "輪島市 | 輪島市",
        "=1+1 | '=1+1",
        "+81 | '+81",
        "-5 | '-5",
        "@cmd | '@cmd",
        "a,b | ~\"a,b\"~",
        "say \"yes\" | ~\"say \"\"yes\"\"\"~",
        "＝1+1 | '＝1+1",
        "＋81 | '＋81",
        "－5 | '－5",
        "＠cmd | '＠cmd",
        "=A1,B1 | ~\"'=A1,B1\"~"
      })
  void aCellIsSafe(String text, String cell) throws IOException {
    assertThat(csv(text)).isEqualTo(cell);
  }

  @ParameterizedTest
  @CsvSource({"'a\nb'", "'a\rb'"})
  void lineBreaksStayInTheirCell(String text) throws IOException {
    assertThat(csv(text)).isEqualTo('"' + text + '"');
  }

  @Test
  void aTableOfCsvHasAByteOrderMarkLinesThatEndAsTheStandardSaysAndEmptyCells() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    List<@Nullable Object> row = new ArrayList<>(List.of("訓練", 7));
    row.add(null);
    row.add(Instant.parse("2026-12-25T00:30:00Z"));

    TableFormat.CSV.write(
        "", UnaryOperator.identity(), List.of("a", "b", "c", "d"), Stream.of(row), file);

    assertThat(file.toString(StandardCharsets.UTF_8))
        .isEqualTo("\uFEFFa,b,c,d\r\n訓練,7,,2026-12-25 09:30\r\n");
  }

  /** The cell of a table of one row and one column. */
  private static String csv(String text) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    TableFormat.CSV.write(
        "",
        UnaryOperator.identity(),
        List.of("h"),
        Stream.of(List.<@Nullable Object>of(text)),
        file);
    String table = file.toString(StandardCharsets.UTF_8);
    return table.substring("\uFEFFh\r\n".length(), table.length() - "\r\n".length());
  }

  @Test
  void aSpreadsheetKeepsCodesIdsDaysAndFormulasAsWhatTheyAre() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    List<@Nullable Object> row = new ArrayList<>();
    row.addAll(
        List.of(
            "012025",
            "3-4",
            "=1+1",
            "＝1+1",
            7,
            LocalDate.of(2026, 12, 25),
            Instant.parse("2026-12-25T00:30:00Z"),
            "一行目\n<二行目>"));
    row.add(null);

    TableFormat.XLSX.write(
        "台帳", UnaryOperator.identity(), List.of("団体コード", "番号"), Stream.of(row), file);

    // Cells: their type, and what they hold.
    assertThat(cells(part(file.toByteArray(), "xl/worksheets/sheet1.xml")))
        .containsExactly(
            "inlineStr 団体コード",
            "inlineStr 番号",
            "inlineStr 012025",
            "inlineStr 3-4",
            "inlineStr =1+1",
            "inlineStr ＝1+1",
            "n 7",
            // Days since 1899-12-30; half past nine in Japan.
            "n 46381.0",
            "n 46381.395833333336",
            "inlineStr 一行目\n<二行目>");
  }

  @Test
  void moreRowsThanASheetHoldsGoOnInTheNextOneAndTheFullOneSaysSo() throws Exception {
    for (int rows : List.of(2, 3, 5)) {
      ByteArrayOutputStream file = new ByteArrayOutputStream();

      TableFormat.sheets(
          2,
          "台帳",
          next -> "続きは" + next,
          List.of("番号"),
          IntStream.rangeClosed(1, rows).mapToObj(number -> List.<@Nullable Object>of(number)),
          file);

      List<String> all = new ArrayList<>();
      for (int sheet = 1; sheet <= (rows + 1) / 2; sheet++) {
        all.addAll(cells(part(file.toByteArray(), "xl/worksheets/sheet" + sheet + ".xml")));
      }
      String head = "inlineStr 番号";
      assertThat(all)
          .containsExactlyElementsOf(
              switch (rows) {
                case 2 -> List.of(head, "n 1", "n 2");
                case 3 -> List.of(head, "n 1", "n 2", "inlineStr 続きは台帳 2", head, "n 3");
                default ->
                    List.of(
                        head,
                        "n 1",
                        "n 2",
                        "inlineStr 続きは台帳 2",
                        head,
                        "n 3",
                        "n 4",
                        "inlineStr 続きは台帳 3",
                        head,
                        "n 5");
              });
    }
  }

  private static List<String> cells(byte[] sheet) throws Exception {
    NodeList cells =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(sheet))
            .getElementsByTagName("c");
    List<String> found = new ArrayList<>();
    for (int i = 0; i < cells.getLength(); i++) {
      Element cell = (Element) cells.item(i);
      assertThat(cell.getElementsByTagName("f").getLength()).isZero();
      found.add(cell.getAttribute("t") + " " + cell.getTextContent());
    }
    return found;
  }

  private byte[] part(byte[] file, String name) throws IOException {
    Path saved = Files.write(folder.resolve("table.xlsx"), file);
    try (ZipFile zip = new ZipFile(saved.toFile());
        InputStream in = zip.getInputStream(zip.getEntry(name))) {
      return in.readAllBytes();
    }
  }
}
