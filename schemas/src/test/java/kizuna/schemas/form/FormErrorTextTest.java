package kizuna.schemas.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.Reporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** Whoever fills in a form in Japanese is told in Japanese what is wrong with which field. */
class FormErrorTextTest {

  private static final Instant ASKED_AT = Instant.parse("2024-01-01T12:00:00Z");

  private static final String ASKED =
      """
      {"requestId":"req-1","disasterId":"noto","receiver":"172049","damage":"断水","taskType":"SHELTER_OPERATION","headCount":2,
       "place":"会館","route":"県道","firstDay":"2024-01-02","lastDay":"2024-01-07","qualifications":[],"priority":"URGENT",
       "documentation":"ORAL"}
      """;

  @ParameterizedTest
  @EnumSource(FormRule.class)
  void everyRuleHasItsWords(FormRule rule) {
    assertThat(FormErrorText.WORDS.all(Locale.JAPANESE).get(rule.name()))
        .isNotBlank()
        .containsPattern("[ぁ-ん]");
    assertThat(FormErrorText.WORDS.all(Locale.ENGLISH).get(rule.name()))
        .isNotBlank()
        .doesNotContainPattern("[ぁ-ん]|[a-z][A-Z]|'|expected");
  }

  @Test
  void inAFileTheFieldIsNamedAsTheFileNamesItAndTheCodesAreListed() {
    FormError wrong = wrongWith(ASKED.replace("\"URGENT\"", "\"SOON\""));

    assertThat(FormErrorText.inLine(1234, wrong, Locale.JAPANESE))
        .startsWith("1234行目、priority: 次のどれかを入力してください（入力: \"SOON\"）: LIFE_SAFETY, ");
    assertThat(FormErrorText.inLine(1234, wrong, Locale.ENGLISH))
        .isEqualTo("line 1234: " + wrong.message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "headCount":2        | "headCount":0        | RANGE         | 人数: 1から1000までの数にしてください（入力: 0）。
          "headCount":2        | "headCount":"二"      | NOT_A_NUMBER  | 人数: 数を、小数のない数字で入力してください。
          "damage":"断水",      | ''                   | REQUIRED      | 被害の状況: 入力が必要です。
          "damage":"断水"       | "damage":" "         | REQUIRED      | 被害の状況: 入力が必要です。
          "place":"会館"        | "place":"会館\u202e01" | TEXT_CONTROLS | 場所: 行を改めたり、文字の向きを変えたりする文字や、制御文字（U+202E RIGHT-TO-LEFT OVERRIDE）は使えません。入力し直してください。
          "place":"会館"        | "place":"会\ufffd"   | TEXT_BROKEN   | 場所: 文字化けした文字（U+FFFD REPLACEMENT CHARACTER）があります。入力し直してください。
          "lastDay":"2024-01-07" | "lastDay":"2024-01-01" | DAY_RANGE   | 最終日: 2024-01-02 から 2025-01-02 までの日付にしてください（入力: 2024-01-01）。
          "lastDay":"2024-01-07" | "lastDay":"2024-02-30" | NOT_A_DAY   | 最終日: 2024-01-03 のような、暦にある日付を入力してください。
          "receiver":"172049"  | "receiver":"172040"  | CODE_MEANT    | 受援団体: 検査数字を含む6桁の団体コードを入力してください（入力: "172040"）。172049 ではありませんか。
          "receiver":"172049"  | "receiver":"輪島"     | CODE          | 受援団体: 検査数字を含む6桁の団体コードを入力してください（入力: "輪島"）。
          "disasterId":"noto"  | "disasterId":"能登"   | ID            | 災害: 番号は、半角の英数字と「.」「-」「_」で64文字までです（入力: "能登"）。
          "priority":"URGENT"  | "priority":"SOON"    | NOT_OF_LIST   | 優先度: 選べるものの中から選んでください。
          "qualifications":[]  | "tourDays":3,"overlapDays":3 | OVERLAP_TOO_LONG | 引継ぎの重なり: 1回の派遣日数（3日）より短くしてください（入力: 3日）。
          "qualifications":[]  | "needs":[{"firstDay":"2024-01-02","lastDay":"2024-01-03","headCount":2},{"firstDay":"2024-01-03","lastDay":"2024-01-04","headCount":2}] | DAY_AFTER | 日ごとの人数（2行目）の初日: 前の行の最終日 2024-01-03 より後の日付にしてください（入力: 2024-01-03）。
          """)
  void whatADeskCanMistypeIsSaidInItsOwnWords(
      String right, String wrong, FormRule rule, String sentence) {
    FormError error = wrongWith(ASKED.replace(right.strip(), wrong.strip()));

    assertThat(error.rule()).isEqualTo(rule);
    assertThat(FormErrorText.sentence(error, Locale.JAPANESE)).isEqualTo(sentence);
    assertThat(FormErrorText.sentence(error, Locale.ENGLISH)).isEqualTo(error.message());
    assertThat(FormErrorText.forPeople(error, Locale.ENGLISH))
        .doesNotContain(error.path(), "expected")
        .doesNotContainPattern("[ぁ-ん]");
  }

  @Test
  void aTextThatIsTooLongSaysHowLongItMayBe() {
    FormError error = wrongWith(ASKED.replace("断水", "水".repeat(FactForm.LONGEST_TEXT + 1)));

    assertThat(FormErrorText.sentence(error, Locale.JAPANESE))
        .isEqualTo(
            "被害の状況: %d文字以内で入力してください（いま%d文字）。"
                .formatted(FactForm.LONGEST_TEXT, FactForm.LONGEST_TEXT + 1));
  }

  @Test
  void aPathThatSomebodySentIsNeverAFormatOfOurs() {
    FormError error =
        new FormError("a{0}'[99999999999]}", FormRule.UNKNOWN_FIELD, List.of(), "a field", "{1}");

    assertThat(FormErrorText.sentence(error, Locale.JAPANESE))
        .contains("a{0}'")
        .contains("99999999999")
        .endsWith("この項目はありません。");
  }

  private static FormError wrongWith(String json) {
    try {
      var body = FactForm.body(FactKind.AID_REQUESTED, new JsonMapper().readTree(json));
      List<FormError> errors =
          FactForm.check(
              FactForm.envelope(
                  new UUID(1, 2),
                  "tokyo23",
                  ASKED_AT,
                  ASKED_AT,
                  new Reporter(Role.DESK, "172049"),
                  OperationMode.ACTUAL,
                  body));
      assertThat(errors).hasSize(1);
      return errors.get(0);
    } catch (FormErrors e) {
      assertThat(e.errors()).hasSize(1);
      return e.errors().isEmpty() ? fail("expected an error") : e.errors().get(0);
    }
  }
}
