package kizuna.infra.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kizuna.codes.InjectMeans;
import kizuna.drills.Inject;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.FormRule;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.InjectList;
import kizuna.seeds.drill.InjectList.Column;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
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
    InjectSheet.write(injects, Map.of("10", "=1+1"), file);

    assertThat(InjectSheet.read(noto, file)).isEqualTo(injects);
    try (ReadableWorkbook book = new ReadableWorkbook(file.toFile())) {
      List<Row> rows = book.getFirstSheet().read();
      assertThat(rows.get(0).getCellText(Column.NUMBER.ordinal())).isEqualTo("番号 / No.");
      assertThat(rows)
          .filteredOn(row -> row.getCellText(Column.NUMBER.ordinal()).equals("10"))
          .singleElement()
          .extracting(row -> row.getCell(Column.STATUS.ordinal()))
          .satisfies(
              status -> {
                assertThat(status.getType()).isEqualTo(CellType.STRING);
                assertThat(status.getText()).isEqualTo("=1+1");
              });
    }
  }

  @Test
  void aListIsReadAsExcelSavesIt() throws Exception {
    Path file =
        SavedByExcel.write(
            folder.resolve("saved.xlsx"),
            """
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>
              <c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>4</v></c><c r="F1" t="s"><v>5</v></c></row>
            <row r="2"><c r="A2" t="s"><v>8</v></c><c r="B2"><v>7</v></c><c r="C2" s="1"><v>45292.6875</v></c>
              <c r="D2" t="s"><v>6</v></c><c r="E2" t="s"><v>7</v></c><c r="F2" t="b"><v>1</v></c></row>
            <row r="3" spans="1:6"/>
            <row r="4"><c r="A4" s="1"/><c r="C4" s="1"/></row>
            <row r="9"><c r="A9" t="s"><v>8</v></c><c r="B9" t="str"><f>B2&amp;"a"</f><v>7a</v></c>
              <c r="C9" t="inlineStr"><is><t>2024-01-02T08:00:00+09:00</t></is></c>
              <c r="D9" t="s"><v>6</v></c><c r="E9" t="s"><v>7</v></c></row>
            """,
            List.of(
                "<si><t>手段</t><rPh sb='0' eb='2'><t>シュダン</t></rPh></si>",
                "<si><t>番号</t></si>",
                "<si><t>想定時刻</t></si>",
                "<si><t>内容</t></si>",
                "<si><t>From</t></si>",
                "<si><t>Standby</t></si>",
                "<si><r><t>避難所に</t></r><r><rPr><b/></rPr><t>水がない</t></r></si>",
                "<si><t>Wajima</t></si>",
                "<si><t xml:space='preserve'> fax </t></si>"));

    List<Inject> injects = InjectSheet.read(noto, file);

    assertThat(injects).extracting(Inject::getNumber).containsExactly("7", "7a");
    assertThat(injects)
        .extracting(Inject::getScenarioTime)
        .containsExactly(
            Instant.parse("2024-01-01T07:30:00Z"), Instant.parse("2024-01-01T23:00:00Z"));
    assertThat(injects).extracting(Inject::getStandby).containsExactly(true, false);
    assertThat(injects)
        .allSatisfy(
            inject -> {
              assertThat(inject.getMeans()).isEqualTo(InjectMeans.FAX);
              assertThat(inject.getText().getJa()).isEqualTo("避難所に水がない");
              assertThat(inject.getSender().getEn()).isEqualTo("Wajima");
            });
  }

  @Test
  void whatIsWrongIsSaidWithItsCell() throws Exception {
    Path file = folder.resolve("wrong.xlsx");
    try (OutputStream out = Files.newOutputStream(file);
        Workbook book = new Workbook(out, "test", null)) {
      Worksheet sheet = book.newWorksheet("plan");
      row(sheet, 0, "手段", "No.", "Scenario time", "内容", "From", "Colour");
      row(sheet, 1, "FAX", "1", "+0:10", "あ", "b", "");
      row(sheet, 3, "PIGEON", "1", "soon", "", "b", "");
      row(sheet, 4, "FAX", "", "+1:00", "い", "c");
      sheet.value(4, 1, 7); // A number, not text.
    }

    FormErrors errors = catchThrowableOfType(FormErrors.class, () -> InjectSheet.read(noto, file));

    assertThat(errors.errors().stream().map(FormError::path))
        .containsExactlyInAnyOrder("F1", "A4", "C4", "D4");
  }

  @Test
  void anErrorOfExcelAndATimeWithoutADayAreSaidWithTheirCells() throws Exception {
    Path file =
        SavedByExcel.write(
            folder.resolve("errors.xlsx"),
            """
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>
              <c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>4</v></c></row>
            <row r="2"><c r="A2" t="s"><v>5</v></c><c r="B2"><v>7</v></c><c r="C2" s="4"><v>0.6875</v></c>
              <c r="D2" t="s"><v>4</v></c><c r="E2" t="e"><f>Z1</f><v>#REF!</v></c></row>
            """,
            List.of(
                "<si><t>Means</t></si>",
                "<si><t>No.</t></si>",
                "<si><t>Scenario time</t></si>",
                "<si><t>From</t></si>",
                "<si><t>Text</t></si>",
                "<si><t>FAX</t></si>"));

    FormErrors errors = catchThrowableOfType(FormErrors.class, () -> InjectSheet.read(noto, file));

    assertThat(errors.errors())
        .contains(FormError.of("E2", FormRule.CELL_ERROR, "a value", "an error #REF!", "#REF!"))
        .anySatisfy(
            error -> {
              assertThat(error.path()).isEqualTo("C2");
              assertThat(error.actual()).contains("16:30");
            });
  }

  @Test
  void aSheetWithoutHeadingsIsRefusedWithTheHeadingsThatAreMissing() throws Exception {
    Path file = folder.resolve("empty.xlsx");
    try (OutputStream out = Files.newOutputStream(file);
        Workbook book = new Workbook(out, "test", null)) {
      row(book.newWorksheet("plan"), 4, "FAX", "1", "+0:10");
    }

    FormErrors errors = catchThrowableOfType(FormErrors.class, () -> InjectSheet.read(noto, file));

    assertThat(errors.errors().stream().map(FormError::path)).containsExactly("A1", "B1", "F1");
  }

  @Test
  void anotherFileIsRefusedWithASentence() throws IOException {
    Path file = folder.resolve("plan.xlsx");
    Files.writeString(file, "number,at\n1,+0:10\n");

    assertThatThrownBy(() -> InjectSheet.read(noto, file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("expected an .xlsx file, but");
  }

  @Test
  void aFileThatInflatesWithoutLimitIsRefused() throws IOException {
    Path file = folder.resolve("bomb.xlsx");
    byte[] zeros = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("xl/sharedStrings.xml"));
      for (int mebibytes = 0; mebibytes < 257; mebibytes++) {
        zip.write(zeros);
      }
      zip.closeEntry();
    }

    assertThatThrownBy(() -> InjectSheet.read(noto, file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("inflates to more than");
  }

  private static void row(Worksheet sheet, int at, String... cells) {
    for (int c = 0; c < cells.length; c++) {
      sheet.value(at, c, cells[c]);
    }
  }
}
