package kizuna.streams.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a spreadsheet opens is neither changed by it nor taken for a formula. */
class TableFormTest {

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
  void aCellIsSafe(String text, String cell) {
    assertThat(TableForm.cell(text)).isEqualTo(cell);
  }

  @ParameterizedTest
  @CsvSource({"'a\nb'", "'a\rb'"})
  void lineBreaksStayInTheirCell(String text) {
    assertThat(TableForm.cell(text)).isEqualTo('"' + text + '"');
  }

  @Test
  void aSpreadsheetKeepsCodesIdsDaysAndFormulasAsWhatTheyAre() throws IOException {
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

    TableForm.XLSX.write("台帳", List.of("団体コード", "番号"), Stream.of(row), file);

    String sheet = part(file.toByteArray(), "xl/worksheets/sheet1.xml");
    assertThat(sheet)
        .contains(text("団体コード"), text("012025"), text("3-4"), text("=1+1"), text("＝1+1"))
        .contains("<v>7</v>")
        // Days since 1899-12-30; half past nine in Japan.
        .contains("<v>46381</v>")
        .containsPattern("<v>46381\\.3958\\d*</v>")
        .contains("&lt;二行目&gt;")
        .doesNotContain("<f>");
    assertThat(part(file.toByteArray(), "xl/workbook.xml")).contains("台帳");
  }

  private static String text(String cell) {
    return "t=\"inlineStr\"><is><t xml:space=\"preserve\">" + cell + "</t></is>";
  }

  private static String part(byte[] file, String name) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(name)) {
          return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    throw new AssertionError("expected a part " + name + ", but there is none");
  }
}
