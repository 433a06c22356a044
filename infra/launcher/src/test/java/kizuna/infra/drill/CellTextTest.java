package kizuna.infra.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text of a cell as its reader in front of Excel sees it, whatever Excel stores. */
class CellTextTest {

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a number          | 7                          | <c r='A1'><v>7</v></c>",
        "a broken number   | 0.1                        | <c r='A1'><v>0.10</v></c>",
        "nought            | 0                          | <c r='A1'><v>0</v></c>",
        "a large number    | 120000                     | <c r='A1'><v>1.2E5</v></c>",
        "a logical value   | true                       | <c r='A1' t='b'><v>1</v></c>",
        "a shared string   | 東京都                     | <c r='A1' t='s'><v>0</v></c>",
        "a string here     | +0:10                      | <c r='A1' t='inlineStr'><is><t> +0:10 </t></is></c>",
        "a formula's text  | 12a                        | <c r='A1' t='str'><f>B1&amp;\"a\"</f><v>12a</v></c>",
        "a formula's number| 13                         | <c r='A1'><f>12+1</f><v>13</v></c>",
        "day and time      | 2024-01-01T16:30:00+09:00  | <c r='A1' s='1'><v>45292.6875</v></c>",
        "a Japanese day    | 2024-01-01T00:00:00+09:00  | <c r='A1' s='2'><v>45292</v></c>",
        "a pattern         | 2024-01-01T16:40:00+09:00  | <c r='A1' s='3'><v>45292.694444444445</v></c>",
        "a formula's day   | 2024-01-02T00:00:00+09:00  | <c r='A1' s='2'><f>B1+1</f><v>45293</v></c>",
        "a time            | 16:30                      | <c r='A1' s='4'><v>0.6875</v></c>",
        "hours             | 49:30                      | <c r='A1' s='5'><v>2.0625</v></c>",
        "no date           | 1200                       | <c r='A1' s='6'><v>1200</v></c>",
        "before any date   | -1                         | <c r='A1' s='1'><v>-1</v></c>",
        "nothing           | ''                         | <c r='A1' s='1'/>"
      })
  void isWhatItsReaderSees(String what, String text, String cell) throws IOException {
    assertThat(CellText.of(read(cell))).as(what).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | <c r='A1' t='e'><v>#N/A</v></c>",
        "true  | <c r='A1' t='e'><f>B1</f><v>#REF!</v></c>",
        "true  | <c r='A1' t='e'><f>1/0</f><v>#DIV/0!</v></c>",
        "true  | <c r='A1'><v>no number</v></c>",
        "false | <c r='A1' t='s'><v>1</v></c>",
        "false | <c r='A1' t='str'><f>B1</f><v>12a</v></c>"
      })
  void anErrorIsToldFromATextThatLooksLikeOne(boolean isError, String cell) throws IOException {
    assertThat(CellText.isError(read(cell))).isEqualTo(isError);
  }

  private Cell read(String cell) throws IOException {
    Path file =
        SavedByExcel.write(
            folder.resolve("cell.xlsx"),
            "<row r='1'>" + cell + "</row>",
            List.of(
                // With its reading, as Japanese Excel stores what an input method typed.
                "<si><t>東京都</t><rPh sb='0' eb='3'><t>トウキョウト</t></rPh><phoneticPr fontId='1'/></si>",
                "<si><t>#REF!</t></si>"));
    try (ReadableWorkbook book =
        new ReadableWorkbook(file.toFile(), new ReadingOptions(true, true))) {
      return book.getFirstSheet().read().get(0).getCell(0);
    }
  }
}
