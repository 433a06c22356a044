package kizuna.producers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** Columns stand under each other, also where a character is two wide. */
class TextTableTest {

  @Test
  void japaneseAndLatinRowsHaveTheSameColumns() {
    TextTable table = new TextTable("ID", "PLACE", "STATE");
    table.add("r-1", "輪島市", "OPEN");
    table.add("r-1000", "Suzu", "FILLED");
    StringWriter out = new StringWriter();

    table.print(new PrintWriter(out, true));

    assertThat(out.toString().lines())
        .containsExactly("ID      PLACE   STATE", "r-1     輪島市  OPEN", "r-1000  Suzu    FILLED");
  }

  @Test
  void aCharacterIsAsWideAsATerminalShowsIt() {
    assertThat(TextTable.width("Noto")).isEqualTo(4);
    assertThat(TextTable.width("ﾉﾄ")).as("half width").isEqualTo(2);
    assertThat(TextTable.width("ノト")).isEqualTo(4);
    assertThat(TextTable.width("か\u3099")).as("a mark on the letter before").isEqualTo(2);
    assertThat(TextTable.width("𠮷")).as("beyond the basic plane").isEqualTo(2);
    assertThat(TextTable.width("（絆）")).isEqualTo(6);
  }
}
