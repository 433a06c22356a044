package kizuna.infra.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kizuna.schemas.drill.History;
import kizuna.schemas.form.FileErrors;
import kizuna.seeds.Resources;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.streams.explain.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The committed page beside a drill is what its history and its decisions say today. */
class HistoryPagesTest {

  private static final Path MADE = Path.of("target", "history");

  @ParameterizedTest
  @CsvSource({
    "noto-2024, EN, history.md",
    "noto-2024, JA, history.ja.md",
    "kumamoto-2016, EN, history.md",
    "kumamoto-2016, JA, history.ja.md"
  })
  void thePageIsWhatTheDecisionsSay(String id, Language language, String file)
      throws IOException, FileErrors {
    Drill drill = Drills.load(id);
    History history = Drills.history(id).orElseThrow();

    String page = HistoryPage.of(drill, history, language);

    Path made = MADE.resolve(id).resolve(file);
    Files.createDirectories(made.getParent());
    Files.writeString(made, page);
    String path = "drills/" + id + "/" + file;
    assertThat(Resources.has(path)).as("%s; the page is at %s", path, made).isTrue();
    assertThat(page).as("the page as it is now is at %s", made).isEqualTo(Resources.text(path));
  }

  @Test
  void everyDrillThatRetellsHasItsHistory() {
    assertThat(List.of("noto-2024", "kumamoto-2016"))
        .allSatisfy(id -> assertThat(Drills.history(id)).isPresent());
    assertThat(Drills.history("first-hour")).isEmpty();
  }
}
