package kizuna.streams.afteraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import kizuna.codes.FactKind;
import kizuna.codes.TaskType;
import kizuna.schemas.form.FileErrors;
import kizuna.seeds.drill.Drills;
import org.junit.jupiter.api.Test;

/** Objectives beside a drill's log are read, and refused line by line. */
class ObjectivesFileTest {

  @Test
  void anObjectiveIsReadWithItsFields() throws Exception {
    Objective o =
        ObjectivesFile.read(
                "objectives.json",
                """
                [
                  {"id": "asked", "ja": "要請", "en": "Asked", "measure": "REPORT_AFTER_INJECT",
                   "inject": "3", "within": 30, "body": "172049", "kind": "AID_REQUESTED"},
                  {"id": "filled", "ja": "充足", "en": "Filled", "measure": "PERSON_DAYS_FILLED",
                   "percent": 80, "task": "SHELTER_OPERATION"}
                ]
                """)
            .get(0);

    assertThat(o.measure()).isEqualTo(Measure.REPORT_AFTER_INJECT);
    assertThat(o.inject()).contains("3");
    assertThat(o.within()).isEqualTo(30);
    assertThat(o.body()).contains("172049");
    assertThat(o.kind()).isEqualTo(FactKind.AID_REQUESTED);
    assertThat(o.concerns("172049", TaskType.LIAISON)).isTrue();
    assertThat(o.concerns("172057", TaskType.LIAISON)).isFalse();
  }

  @Test
  void everythingThatIsWrongIsToldWithItsLine() {
    String file =
        """
        [
          {"id": "One", "ja": "一", "en": "One", "measure": "PROPOSALS_ANSWERED"},
          {"id": "two", "ja": "二", "en": "Two", "measure": "FIRST_PROPOSAL"},
          {"id": "three", "ja": "三", "en": "Three",
           "measure": "PROPOSALS_ANSWERED",
           "within": 5},
          {"id": "two", "ja": "", "en": "Four", "measure": "QUICK"},
          {"id": "five", "ja": "五", "en": "Five", "measure": "PERSON_DAYS_FILLED",
           "percent": 101, "body": "172040"}
        ]
        """;

    assertThatThrownBy(() -> ObjectivesFile.read("objectives.json", file))
        .isInstanceOf(FileErrors.class)
        .message()
        .contains(
            "objectives.json, line 2: expected lower-case letters, digits and hyphens, at most 40"
                + " for id, but One",
            "line 3: expected a value with the measure FIRST_PROPOSAL for within, but nothing",
            "line 6: expected only body, en, id, ja, measure, task with the measure"
                + " PROPOSALS_ANSWERED for within, but 5",
            "line 7: expected each id once for id, but two again",
            "line 7: expected a text of 1 to 200 characters for ja, but nothing",
            "line 7: expected one of REPORT_AFTER_INJECT,",
            "line 9: expected a whole number from 1 to 100 for percent, but 101",
            "line 9: expected the code of a local government");
  }

  @Test
  void itIsToldInJapaneseToo() {
    assertThatThrownBy(
            () ->
                ObjectivesFile.read(
                    "objectives.json",
                    "[\n{\"id\": \"One\", \"ja\": \"\", \"en\": \"One\", \"measure\": \"QUICK\"}]"))
        .isInstanceOfSatisfying(
            FileErrors.class,
            e ->
                assertThat(e.in(Locale.JAPANESE).lines())
                    .satisfiesExactly(
                        id ->
                            assertThat(id)
                                .isEqualTo(
                                    "objectives.json、2行目、id: 番号は、半角の英小文字・数字・ハイフンで40文字までです（入力: One）。"),
                        ja -> assertThat(ja).isEqualTo("objectives.json、2行目、ja: 入力が必要です。"),
                        measure ->
                            assertThat(measure)
                                .startsWith(
                                    "objectives.json、2行目、measure: 次のどれかを入力してください（入力: QUICK）: REPORT_AFTER_INJECT, ")));
  }

  @Test
  void whatIsNoJsonIsToldWithItsLine() {
    assertThatThrownBy(() -> ObjectivesFile.read("objectives.json", "[\n{\"id\": \"a\",\n}]"))
        .hasMessageContaining("objectives.json, line 3: expected JSON for the file, but ");
    assertThatThrownBy(() -> ObjectivesFile.read("objectives.json", "{}"))
        .hasMessageContaining("line 1: expected [, an array of objectives, for the file");
  }

  @Test
  void theObjectivesOfTheShippedDrillsAreRight() throws Exception {
    for (String id : Drills.BUNDLED) {
      if (Drills.objectives(id).isPresent()) {
        assertThat(ObjectivesFile.read(id, Drills.objectives(id).get())).isNotEmpty();
      }
    }
    assertThat(Drills.objectives("noto-2024")).isPresent();
  }
}
