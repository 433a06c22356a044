package kizuna.infra.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kizuna.drills.Inject;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.InjectList;
import kizuna.seeds.drill.InjectList.Column;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of injects as a sheet. */
class InjectSheetTest {

  @TempDir private Path folder;
  private final Drill noto;

  InjectSheetTest() throws Exception {
    noto = Drills.load("noto-2024");
  }

  @Test
  void aListIsReadAgainAsItWasWritten() throws Exception {
    List<Inject> injects = InjectList.bundled(noto);
    Path file = folder.resolve("plan.xlsx");
    InjectSheet.write(injects, Map.of("10", "SENT"), file);

    assertThat(InjectSheet.read(noto, file)).isEqualTo(injects);
    try (InputStream in = Files.newInputStream(file);
        XSSFWorkbook book = new XSSFWorkbook(in)) {
      Sheet sheet = book.getSheetAt(0);
      assertThat(sheet.getRow(0).getCell(Column.NUMBER.ordinal()).getStringCellValue())
          .isEqualTo("番号 / No.");
      assertThat(sheet)
          .filteredOn(row -> row.getCell(0).getStringCellValue().equals("10"))
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row.getCell(Column.STATUS.ordinal()).getStringCellValue())
                      .isEqualTo("SENT"));
    }
  }

  @Test
  void whatIsWrongIsSaidWithItsCell() throws Exception {
    Path file = folder.resolve("wrong.xlsx");
    try (XSSFWorkbook book = new XSSFWorkbook();
        OutputStream out = Files.newOutputStream(file)) {
      Sheet sheet = book.createSheet();
      row(sheet, 0, "手段", "No.", "Scenario time", "内容", "From", "Colour");
      row(sheet, 1, "FAX", "1", "+0:10", "あ", "b", "");
      row(sheet, 3, "PIGEON", "1", "soon", "", "b", "");
      sheet.createRow(4).createCell(1).setCellValue(7); // A number, not text, as Excel likes it.
      sheet.getRow(4).createCell(0).setCellValue("FAX");
      sheet.getRow(4).createCell(2).setCellValue("+1:00");
      sheet.getRow(4).createCell(3).setCellValue("い");
      sheet.getRow(4).createCell(4).setCellValue("c");
      book.write(out);
    }

    FormErrors errors = catchThrowableOfType(FormErrors.class, () -> InjectSheet.read(noto, file));

    assertThat(errors.errors().stream().map(FormError::path))
        .containsExactlyInAnyOrder("F1", "A4", "C4", "D4");
  }

  @Test
  void anotherFileIsRefusedWithASentence() throws IOException {
    Path file = folder.resolve("plan.xlsx");
    Files.writeString(file, "number,at\n1,+0:10\n");

    assertThatThrownBy(() -> InjectSheet.read(noto, file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("expected an .xlsx file, but");
  }

  private static void row(Sheet sheet, int at, String... cells) {
    Row row = sheet.createRow(at);
    for (int c = 0; c < cells.length; c++) {
      row.createCell(c).setCellValue(cells[c]);
    }
  }
}
