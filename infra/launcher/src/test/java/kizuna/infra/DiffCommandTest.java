package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two logs are compared without a broker; where they share no fact, it says why that may be. */
class DiffCommandTest {

  private static final String LINES =
      """
      {"at":"2024-01-01T16:10:00+09:00","fact":"DisasterDeclared","by":"DESK 172049","disasterId":"noto","name":"能登の地震","hazard":"EARTHQUAKE","struck":["172049"],"struckAt":"2024-01-01T16:10:00+09:00"}
      """;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();

  private Path log(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(folder.resolve(name).getParent());
    return Files.writeString(file, LINES);
  }

  private int diff(Path a, Path b) {
    return Kizuna.commandLine()
        .setOut(new PrintWriter(out, true))
        .execute("diff", a.toString(), b.toString());
  }

  @Test
  void copiesOfOtherNamesShareNoFactAndItSaysWhatToDo() throws IOException {
    assertThat(diff(log("first.jsonl"), log("second.jsonl"))).as("%s", out).isEqualTo(1);

    assertThat(out.toString()).containsAnyOf("give both logs the same name", "同じ名前で置く");
  }

  @Test
  void copiesOfTheSameNameAreTheSame() throws IOException {
    assertThat(diff(log("a/night.jsonl"), log("b/night.jsonl"))).as("%s", out).isZero();
  }
}
