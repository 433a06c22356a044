package kizuna.seeds.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import kizuna.facts.Fact;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FileErrors;
import kizuna.seeds.Resources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillsTest {

  @TempDir Path folder;

  @Test
  void everyBundledDrillIsReadAndHasAGoodForm() {
    assertThat(Drills.bundled()).extracting(Drill::id).containsExactlyElementsOf(Drills.BUNDLED);
    for (Drill drill : Drills.bundled()) {
      assertThat(drill.facts()).allSatisfy(f -> assertThat(FactForm.check(f)).isEmpty());
      assertThat(drill.facts()).extracting(Fact::getEventId).doesNotHaveDuplicates();
      assertThat(drill.log()).hasSizeLessThan(1_500);
      assertThat(Resources.has("drills/" + drill.id() + "/README.md")).isTrue();
    }
  }

  @Test
  void aDrillBeginsWithItsNetworksAndItsTimeNeverGoesBack() {
    for (Drill drill : Drills.bundled()) {
      assertThat(drill.facts()).isSortedAccordingTo(Comparator.comparing(Fact::getRecordedAt));
      assertThat(drill.facts()).hasSize(drill.log().size() + 2 * drill.networks().size());
      assertThat(drill.start()).isBefore(drill.end());
    }
  }

  @Test
  void aFileAloneIsADrillOfTheWards() throws Exception {
    Path file = folder.resolve("My Drill 1.jsonl");
    Files.writeString(file, Resources.text("drills/first-hour/log.jsonl"));

    Drill drill = Drills.load(file.toString());

    assertThat(drill.id()).isEqualTo("my-drill-1");
    assertThat(drill.networks().get(0).lenders()).hasSize(23);
    assertThat(drill.log()).hasSize(Drills.load("first-hour").log().size());
    assertThat(drill.expected()).isEmpty();
  }

  @Test
  void aFolderIsADrill() throws Exception {
    for (String name : new String[] {"drill.json", "log.jsonl", "expected.json"}) {
      Files.writeString(folder.resolve(name), Resources.text("drills/first-hour/" + name));
    }
    assertThat(Drills.load(folder.toString())).isEqualTo(Drills.load("first-hour"));
  }

  @Test
  void aFolderOfWindowsIsTheSameDrill() throws Exception {
    for (String name : new String[] {"drill.json", "log.jsonl", "expected.json"}) {
      Files.writeString(
          folder.resolve(name),
          "\uFEFF" + Resources.text("drills/first-hour/" + name).replace("\n", "\r\n"));
    }
    assertThat(Drills.load(folder.toString())).isEqualTo(Drills.load("first-hour"));
  }

  @Test
  void whatIsNoDrillSaysWhichThereAre() {
    assertThatThrownBy(() -> Drills.load("second-hour"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("first-hour")
        .hasMessageEndingWith("second-hour is none");
  }

  @Test
  void aBrokenManifestSaysAllThatIsWrong() throws Exception {
    Files.writeString(
        folder.resolve("drill.json"),
        """
        {"id":"My Drill","titleJa":"","networks":[{"id":"n","name":"N","lenders":["131042"]}]}""");
    Files.writeString(folder.resolve("log.jsonl"), "");
    assertThatThrownBy(() -> Drills.load(folder.toString()))
        .isInstanceOf(FileErrors.class)
        .hasMessageContaining("for id, but My Drill")
        .hasMessageContaining("for titleJa")
        .hasMessageContaining("for titleEn, but nothing")
        .hasMessageContaining("nobody has 131042");
  }

  @Test
  void bytesThatAreNotUtf8AreNamed() throws Exception {
    Path file = folder.resolve("sjis.jsonl");
    Files.write(file, new byte[] {'{', (byte) 0x82, (byte) 0xa0, '}'});
    assertThatThrownBy(() -> Drills.load(file.toString()))
        .isInstanceOf(FileErrors.class)
        .hasMessageEndingWith("expected UTF-8 (not Shift_JIS) for the file, but other bytes");
  }
}
