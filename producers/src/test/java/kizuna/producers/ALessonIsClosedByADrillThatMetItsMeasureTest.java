package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import kizuna.drills.MeasuredObjective;
import kizuna.producers.OpenDoor.Answer;
import kizuna.schemas.Namespace;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The door asks the run's last event, and takes a lesson's end only from one that met it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ALessonIsClosedByADrillThatMetItsMeasureTest {

  private OpenDoor door;

  @BeforeAll
  void open() {
    door = new OpenDoor();
    door.over(
        "noto-2024-7",
        new MeasuredObjective("met", 12, 0),
        new MeasuredObjective("missed", 12, 3),
        new MeasuredObjective("unseen", 0, 0));
    door.drills.add(Namespace.drill("noto-2024-8"));
    door.over("first-hour-3");
  }

  @AfterAll
  void shut() {
    door.close();
  }

  private Answer close(String run, String objective, String language) throws Exception {
    return door.post(
        "/api/lessons/les-1/close",
        """
        {"ownerBody":"172049","run":"%s","objective":"%s","reporter":{"role":"DESK","body":"172049"}}
        """
            .formatted(run, objective),
        "Accept-Language",
        language);
  }

  @Test
  void theRunThatMetItClosesIt() throws Exception {
    int before = door.log.size();

    assertThat(close("noto-2024-7", "met", "ja").status()).isEqualTo(202);

    assertThat(door.log).hasSize(before + 1);
    assertThat(door.log.get(before).fact().getLessonClosed().getRun()).isEqualTo("noto-2024-7");
  }

  @ParameterizedTest
  @CsvSource({
    "noto-2024-7, missed, objective, OBJECTIVE_MISSED, missed in 3 of 12 cases, 12 件中 3 件が未達成",
    "noto-2024-7, unseen, objective, OBJECTIVE_NOT_MEASURED, nothing happened, 起こらず",
    "noto-2024-7, other, objective, OBJECTIVE_UNKNOWN, 'one of met, missed, unseen', 'met, missed, unseen'",
    "first-hour-3, met, objective, RUN_WITHOUT_OBJECTIVES, of which the run has none, 訓練目標がない",
    "noto-2024-8, met, run, RUN_NOT_OVER, a run that is over, 終わっていない",
    "noto-2024-9, met, run, RUN_UNKNOWN, a run of a drill, 保存されていません",
    "Not.A-Run, met, run, RUN_UNKNOWN, a run of a drill, 保存されていません"
  })
  void anythingElseIsRefusedWithTheReason(
      String run, String objective, String path, String code, String english, String japanese)
      throws Exception {
    int before = door.log.size();

    Answer inEnglish = close(run, objective, "en");
    Answer inJapanese = close(run, objective, "ja");

    assertThat(inEnglish.status()).isEqualTo(400);
    assertThat(inEnglish.body().at("/errors/0/path").asString()).isEqualTo(path);
    assertThat(inEnglish.body().at("/errors/0/code").asString()).isEqualTo(code);
    assertThat(inEnglish.body().at("/errors/0").toString()).contains(english);
    assertThat(inJapanese.body().at("/errors/0").toString()).contains(japanese);
    assertThat(door.log).as("nothing is recorded").hasSize(before);
  }
}
