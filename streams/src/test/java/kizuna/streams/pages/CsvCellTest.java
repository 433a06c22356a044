package kizuna.streams.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cell of the CSV is quoted where it must be and never taken for a formula. */
class CsvCellTest {

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
        "=A1,B1 | ~\"'=A1,B1\"~"
      })
  void aCellIsSafe(String text, String cell) {
    assertThat(LedgerCsv.cell(text)).isEqualTo(cell);
  }

  @ParameterizedTest
  @CsvSource({"'a\nb'", "'a\rb'"})
  void lineBreaksStayInTheirCell(String text) {
    assertThat(LedgerCsv.cell(text)).isEqualTo('"' + text + '"');
  }
}
