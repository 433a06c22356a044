package kizuna.producers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kizuna.producers.cli.StandIn.Said;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A file of reports is checked as a whole, sent in batches, and told by its lines. */
class ImportOnTheCommandLineTest {

  private static final String BATCH = "POST /api/facts/batch";
  private static final String AMENDED =
      "{\"fact\":\"AidRequestAmended\",\"requestId\":\"req-1\",\"headCount\":%d}";

  @TempDir private Path folder;
  private StandIn kizuna;

  @BeforeEach
  void open() throws IOException {
    kizuna = new StandIn();
  }

  @AfterEach
  void close() {
    kizuna.close();
  }

  private String file(String... lines) throws IOException {
    Path file = folder.resolve("reports.jsonl");
    Files.writeString(file, "\uFEFF" + String.join("\r\n", lines), StandardCharsets.UTF_8);
    return file.toString();
  }

  private static String receipts(int first, int count) {
    StringBuilder all = new StringBuilder("{\"receipts\":[");
    for (int i = first; i < first + count; i++) {
      all.append(i == first ? "" : ",")
          .append("{\"network\":\"tokyo23\",\"again\":false,\"offset\":")
          .append(i)
          .append("}");
    }
    return all.append("]}").toString();
  }

  @Test
  void nothingIsSentOfAFileInWhichALineIsWrong() throws IOException {
    Said said =
        kizuna.run(
            "import",
            file(
                "// reports of a night",
                AMENDED.formatted(3),
                AMENDED.formatted(0),
                "{\"fact\":\"AidRequestAmendet\"}",
                "{"));

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err())
        .contains("reports.jsonl, line 3: expected 1 to 1000 for headCount, but 0")
        .contains("reports.jsonl, line 4: expected one of")
        .contains("reports.jsonl, line 5: expected one JSON object for the line")
        .contains("Nothing was sent.")
        .doesNotContain("line 2:");
    assertThat(kizuna.asked()).isEmpty();
    assertThat(kizuna.run("import", folder.resolve("none").toString()).err())
        .contains("there is no ");
    assertThat(kizuna.run("import", folder.toString()).err()).contains(" is a folder");
  }

  /** It was sent, and the door refused the batch that it was in after others had been recorded. */
  @Test
  void whatTheDoorWouldRefuseByItsTimeOrReporterIsFoundBeforeAnythingIsSent() throws IOException {
    String declared =
        "{\"fact\":\"DisasterDeclared\",\"disasterId\":\"q\",\"name\":\"地震\",\"hazard\":\"EARTHQUAKE\","
            + "\"struck\":[\"172049\"],\"struckAt\":\"%s\"}";
    String early =
        file(AMENDED.formatted(3).replace("{", "{\"at\":\"2100-01-01T09:00:00+09:00\","));
    Said said = kizuna.run("import", early);

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err())
        .contains("line 1: expected a time that has come for occurredAt, but 2100-01-01T00:00:00Z");
    assertThat(
            kizuna
                .run("import", file(AMENDED.formatted(3).replace("{", "{\"by\":\"SYSTEM\",")))
                .err())
        .contains("line 1: expected DESK, LENDER or COORDINATOR for reporter.role");
    assertThat(
            kizuna
                .runIn("ja", "import", file(declared.formatted("2062-11-29T09:00:00+09:00")))
                .err())
        .contains("1行目、struckAt: まだ来ていない日時（2062-11-29T09:00+09:00）は報告できません。");
    assertThat(kizuna.run("import", early, "--drill", "noto-2024-1", "--check").exitCode())
        .as("a drill has a time of its own")
        .isZero();
    assertThat(kizuna.asked()).isEmpty();
  }

  @Test
  void whatIsWrongWithALineIsSaidInJapanese() throws IOException {
    Said said =
        kizuna.runIn(
            "ja",
            "import",
            file(
                AMENDED.formatted(0),
                "[]",
                "{",
                AMENDED.formatted(1).replace("req-1", "r".repeat(60_000))));

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err())
        .contains("reports.jsonl、1行目、headCount: 1から1000までの数にしてください（入力: 0）。")
        .contains("reports.jsonl、2行目、行: JSON のオブジェクトをひとつ書いてください")
        .contains("reports.jsonl、3行目、行: JSON として読めません（")
        .contains("reports.jsonl、4行目、行: 1行は 60000 バイト以内にしてください（いま 60")
        .endsWith("何も送っていません。直して、もう一度取り込んでください。" + System.lineSeparator());
    assertThat(kizuna.runIn("ja", "import", folder.resolve("none").toString()).err())
        .contains("none はありません。");
  }

  @Test
  void whatCameOfTheLinesIsSaidInJapaneseAndToProgramsInEnglish() throws IOException {
    kizuna
        .answers(BATCH, 202, receipts(0, 2))
        .answers("GET /api/outcomes/tokyo23/1", 200, "{\"outcome\":\"ACCEPTED\"}")
        .answers(
            "GET /api/rejections",
            200,
            "{\"rows\":[{\"intakeOffset\":1,\"reasons\":[{\"sentence\":\"要請 req-1 はありません。\"}]}]}");
    String file = file(AMENDED.formatted(1), AMENDED.formatted(2));

    assertThat(kizuna.runIn("ja", "import", file, "--check").out()).contains("報告 2件。形式に誤りはありません。");
    assertThat(kizuna.runIn("ja", "import", file).out().lines())
        .containsExactly("報告 2件を記録しました（うち 0件は記録済み）。", "2行目は受け付けられませんでした: 要請 req-1 はありません。");
    assertThat(
            kizuna.runIn("ja", "import", file, "--json").json().path("refused").get(0).asString())
        .startsWith("line 2 refused: ");
  }

  @Test
  void howFarAnInterruptedImportCameIsSaidInBothLanguages() throws IOException {
    kizuna.answers(BATCH, 500, "{\"title\":\"broken\",\"status\":500}");
    String file = file(AMENDED.formatted(1), AMENDED.formatted(2));

    assertThat(kizuna.run("import", file).err())
        .contains("broken", "0 of 2 reports are recorded, up to line 0.");
    assertThat(kizuna.runIn("ja", "import", file).err())
        .contains("broken", "報告 2件のうち 0件（0行目まで）を記録しました。");
  }

  @Test
  void allLinesGoInTheirOrderAndTheSameFileHasTheSameKeys() throws IOException {
    String[] lines = new String[250];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = AMENDED.formatted(1 + i % 100);
    }
    kizuna
        .answers(BATCH, 429, "{\"title\":\"Too many\",\"status\":429}")
        .answers(BATCH, 202, receipts(0, 200))
        .answers(BATCH, 202, receipts(200, 50))
        .answers("GET /api/outcomes/tokyo23/249", 202, "{\"detail\":\"not yet\"}")
        .answers("GET /api/outcomes/tokyo23/249", 200, "{\"outcome\":\"ACCEPTED\"}")
        .answers(
            "GET /api/rejections",
            200,
            "{\"rows\":[{\"intakeOffset\":7,\"reasons\":[{\"sentence\":\"There is no request req-1.\"}]}]}");

    Said said = kizuna.run("import", file(lines));

    assertThat(said.exitCode()).as(said.err()).isEqualTo(1);
    assertThat(said.out())
        .contains("250 reports recorded, 0 of them before.")
        .contains("line 8 refused: There is no request req-1.");
    List<StandIn.Asked> sent = kizuna.asked(BATCH);
    assertThat(sent).hasSize(3);
    assertThat(sent.get(1).content()).as("after the pause").isEqualTo(sent.get(0).content());
    JsonNode first = sent.get(1).json().path("reports");
    assertThat(first).hasSize(200);
    assertThat(first.get(0).path("report").path("headCount").asInt()).isEqualTo(1);
    assertThat(first.get(0).path("key").asString())
        .as("said twice, it is two reports")
        .isNotEqualTo(first.get(100).path("key").asString());

    kizuna.answers(BATCH, 202, receipts(0, 200)).answers(BATCH, 202, receipts(200, 50));
    kizuna.run("import", file(lines));
    assertThat(kizuna.asked(BATCH).get(3).json().path("reports").get(150).path("key"))
        .isEqualTo(first.get(150).path("key"));
  }
}
