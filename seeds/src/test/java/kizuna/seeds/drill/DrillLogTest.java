package kizuna.seeds.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.schemas.form.FileErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrillLogTest {

  private static final List<DrillNetwork> NETWORKS =
      List.of(
          new DrillNetwork("tokyo23", "特別区", List.of("131041")),
          new DrillNetwork("other", "もう一つ", List.of("131121")));

  private static final String DECLARED =
      """
      {"at":"2024-01-01T16:14:00+09:00","fact":"DisasterDeclared","by":"DESK 172049","disasterId":"noto",\
      "name":"地震","hazard":"EARTHQUAKE","struck":["172049"],"struckAt":"2024-01-01T16:10:00+09:00"}""";

  private static final String OFFERED =
      """
      {"at":"2024-01-01T16:20:00+09:00","fact":"StaffOffered","by":"WARD 131041","offerId":"o1","lender":"131041",\
      "taskTypes":["SHELTER_OPERATION"],"headCount":3,"firstDay":"2024-01-04","lastDay":"2024-01-11"}""";

  private static List<Fact> read(String... lines) throws FileErrors {
    return DrillLog.read("d", NETWORKS, "log.jsonl", String.join("\n", lines));
  }

  private static List<String> errors(String... lines) {
    List<String> messages = new ArrayList<>();
    try {
      read(lines);
    } catch (FileErrors e) {
      e.errors().forEach(error -> messages.add(error.toString()));
    }
    return messages;
  }

  @Test
  void aLineIsAFact() throws FileErrors {
    Fact fact = read(DECLARED).get(0);

    assertThat(fact.getNetworkId()).isEqualTo("tokyo23");
    assertThat(fact.getMode()).isEqualTo(OperationMode.EXERCISE);
    assertThat(fact.getOccurredAt()).isEqualTo(Instant.parse("2024-01-01T07:14:00Z"));
    assertThat(fact.getRecordedAt()).isEqualTo(fact.getOccurredAt());
    assertThat(fact.getReporter().getRole()).isEqualTo(Role.DESK);
    assertThat(fact.getReporter().getBody()).isEqualTo("172049");
    assertThat(fact.getDisasterDeclared().getStruck()).containsExactly("172049");
  }

  @Test
  void commentsAndBlankLinesAreSkippedAndCounted() throws FileErrors {
    assertThat(read("\uFEFF// first", "", DECLARED, "   ", "  // then", OFFERED)).hasSize(2);
    assertThat(errors("// first", "", "{")).singleElement().asString().startsWith("line 3: ");
  }

  @Test
  void anErrorIsSaidInJapaneseToo() {
    assertThatThrownBy(
            () ->
                DrillLog.read(
                    "d",
                    List.of(new DrillNetwork("n", "N", List.of("131041"))),
                    "a.jsonl",
                    "\n[]\n{"))
        .isInstanceOfSatisfying(
            FileErrors.class,
            e -> {
              assertThat(e.in(Locale.JAPANESE).lines())
                  .satisfiesExactly(
                      list ->
                          assertThat(list)
                              .isEqualTo("a.jsonl、2行目、行: JSON のオブジェクトをひとつ書いてください（入力: []）。"),
                      broken -> assertThat(broken).startsWith("a.jsonl、3行目、行: JSON として読めません（"));
              assertThat(e.in(Locale.ENGLISH)).isEqualTo(e.getMessage());
            });
  }

  @Test
  void linesMayEndAsOnWindows() throws FileErrors {
    assertThat(DrillLog.read("d", NETWORKS, "log.jsonl", DECLARED + "\r\n" + OFFERED + "\r\n"))
        .hasSize(2);
  }

  @Test
  void eventIdsComeFromTheDrillAndTheLine() throws FileErrors {
    UUID id = read(DECLARED).get(0).getEventId();
    assertThat(read(DECLARED).get(0).getEventId()).isEqualTo(id);
    assertThat(read("", DECLARED).get(0).getEventId()).isNotEqualTo(id);
    assertThat(DrillLog.read("other", NETWORKS, "f", DECLARED).get(0).getEventId())
        .isNotEqualTo(id);
  }

  @Test
  void aCoordinatorSpeaksForItsNetworkAndTheSystemForKizuna() throws FileErrors {
    String passed =
        "{\"at\":\"2024-01-02T00:00:00+09:00\",\"fact\":\"TimePassed\",\"to\":\"2024-01-02T00:00:00+09:00\",";
    assertThat(read(passed + "\"by\":\"SYSTEM\"}").get(0).getReporter().getBody())
        .isEqualTo("kizuna");
    assertThat(
            read(passed + "\"by\":\"COORDINATOR\",\"network\":\"other\"}")
                .get(0)
                .getReporter()
                .getBody())
        .isEqualTo("other");
  }

  @Test
  void everythingWrongIsSaidAtOnce() {
    assertThat(
            errors(
                DECLARED.replace("172049", "172048"),
                OFFERED.replace("\"headCount\":3", "\"headCount\":0"),
                "not JSON",
                "[1]"))
        .anyMatch(m -> m.startsWith("line 1: ") && m.contains("check digit"))
        .anyMatch(m -> m.equals("line 2: expected 1 to 1000 for headCount, but 0"))
        .anyMatch(m -> m.startsWith("line 3: expected one JSON object for the line, but "))
        .anyMatch(m -> m.equals("line 4: expected one JSON object for the line, but [1]"));
  }

  @Test
  void timesDoNotGoBack() {
    assertThat(errors(OFFERED, DECLARED))
        .containsExactly(
            "line 2: expected a time not before that of the fact above (2024-01-01T16:20:00+09:00) for at,"
                + " but \"2024-01-01T16:14:00+09:00\"");
  }

  @Test
  void aMistypedYearIsOneErrorAndNotOneForEveryLineBehindIt() {
    String late = OFFERED.replace("2024-01-01T16:20", "2025-01-01T16:20");
    assertThat(
            errors(
                DECLARED,
                late,
                OFFERED.replace("o1", "o2"),
                OFFERED.replace("o1", "o3"),
                OFFERED.replace("o1", "o4")))
        .singleElement()
        .asString()
        .startsWith("line 3: expected a time not before ");
  }

  @Test
  void anEventIdIsUsedOnce() {
    String id = "\"eventId\":\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\",\"fact\"";
    assertThat(errors(DECLARED.replace("\"fact\"", id), "", OFFERED.replace("\"fact\"", id)))
        .containsExactly(
            "line 3: expected an event id that no other line has for eventId,"
                + " but 6ba7b810-9dad-11d1-80b4-00c04fd430c8 is that of line 1");
  }

  @Test
  void aCodeThatNobodyHasIsNamed() {
    // 13124 has the check digit 5 and is no municipality.
    assertThat(errors(DECLARED.replace("172049", "131245")))
        .contains(
            "line 1: expected the code of a local government for struck, but nobody has 131245");
  }

  @Test
  void aLogWithoutFactsIsNoDrill() {
    assertThat(errors("// nothing"))
        .containsExactly("line 1: expected at least one fact for the log, but none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"fact\":\"StaffOffered\"` | `\"fact\":\"StaffPromised\"` | for fact, but \"StaffPromised\"",
        "`\"fact\":\"StaffOffered\"` | `\"fact\":\"NetworkFormed\"` | they are formed already",
        "`\"fact\":\"StaffOffered\",` | `` | for fact, but nothing",
        "`\"by\":\"WARD 131041\"` | `\"by\":\"MAYOR 131041\"` | for by, but \"MAYOR 131041\"",
        "`\"by\":\"WARD 131041\"` | `\"by\":\"WARD\"` | for by, but \"WARD\"",
        "`\"by\":\"WARD 131041\"` | `\"by\":\"WARD 131042\"` | for reporter.body, but \"131042\"",
        "`+09:00` | `` | for at, but \"2024-01-01T16:20:00\"",
        "`2024-01-01T16:20:00+09:00` | `2824-01-01T16:20:00+09:00` | for occurredAt, but",
        "`\"offerId\"` | `\"network\":\"nowhere\",\"offerId\"` | for network, but \"nowhere\"",
        "`\"offerId\"` | `\"eventId\":\"1\",\"offerId\"` | for eventId, but \"1\"",
        "`\"lastDay\":\"2024-01-11\"` | `\"lastDay\":\"2024-01-03\"` | for lastDay, but 2024-01-03",
        "`\"lastDay\":\"2024-01-11\"` | `\"lastDay\":\"2024-02-30\"` | for lastDay, but \"2024-02-30\"",
        "`\"headCount\":3` | `\"headCount\":3,\"headCount\":4` | for the line, but Duplicate",
        "`\"headCount\":3` | `\"headcount\":3` | did you mean headCount?",
        "`SHELTER_OPERATION` | `UNKNOWN` | one of MANAGEMENT_SUPPORT",
        "`\"lastDay\":\"2024-01-11\"}` | `\"lastDay\":\"2024-01-11\"} {}` | for the line, but",
      })
  void whatIsWrongIsNamed(String from, String to, String message) {
    String line = OFFERED.replace(from, to == null ? "" : to);
    assertThat(line).isNotEqualTo(OFFERED);
    assertThat(errors(DECLARED.replace("16:14", "00:14"), line))
        .isNotEmpty()
        .allMatch(m -> m.startsWith("line 2: expected "))
        .anyMatch(m -> m.contains(message));
  }

  @Test
  void theMessageSaysWhichFile() {
    assertThatThrownBy(() -> read("{}"))
        .isInstanceOf(FileErrors.class)
        .hasMessageStartingWith("log.jsonl, line 1: expected ");
  }

  private static final String OVERRIDE =
      """
      {"at":"2024-01-01T17:00:00+09:00","fact":"OverrideMade","by":"COORDINATOR","overrideId":"q1",\
      "kind":"REPRIORITISE","requestId":"r1","priority":"LIFE_SAFETY","reason":"x"}""";

  @Test
  void anOverrideWithoutALenderIsTaken() throws FileErrors {
    assertThat(read(OVERRIDE).get(0).getOverrideMade().getLender()).isNull();
    assertThat(
            read(OVERRIDE.replace("\"reason\"", "\"lender\":null,\"rule\":null,\"reason\""))
                .get(0)
                .getOverrideMade())
        .isEqualTo(read(OVERRIDE).get(0).getOverrideMade());
  }

  @Test
  void aLineMayBeWrittenAsTheDoorTakesIt() throws FileErrors {
    String asAtTheDoor =
        OFFERED
            .replace("\"at\"", "\"occurredAt\"")
            .replace("\"fact\"", "\"kind\"")
            .replace(
                "\"by\":\"WARD 131041\"", "\"reporter\":{\"role\":\"WARD\",\"body\":\"131041\"}");
    assertThat(read(asAtTheDoor)).isEqualTo(read(OFFERED));
  }

  @Test
  void whatALineLeavesOutIsFilledInAsAtTheDoor() throws FileErrors {
    Fact offered = read(OFFERED.replace("\"by\":\"WARD 131041\",\"offerId\":\"o1\",", "")).get(0);
    assertThat(offered.getReporter()).isEqualTo(read(OFFERED).get(0).getReporter());
    assertThat(offered.getStaffOffered().getOfferId()).matches("off-[0-9a-z]{13}");
    assertThat(
            read(DECLARED.replace(",\"struckAt\":\"2024-01-01T16:10:00+09:00\"", ""))
                .get(0)
                .getDisasterDeclared()
                .getStruckAt())
        .isEqualTo(Instant.parse("2024-01-01T07:14:00Z"));
  }

  @Test
  void aFieldOfTheBodyMayHaveTheNameOfOneOfTheEnvelope() throws FileErrors {
    Fact answered =
        read("""
            {"at":"2024-01-01T17:00:00+09:00","fact":"EscalationAnswered","reporter":"SYSTEM",\
            "requestId":"r1","by":"kanto","cover":[]}""")
            .get(0);
    assertThat(answered.getEscalationAnswered().getBy()).isEqualTo("kanto");
    assertThat(answered.getReporter().getRole()).isEqualTo(Role.SYSTEM);
  }

  @Test
  void whatTheLogItselfListsIsSomebodys() throws FileErrors {
    String listed =
        """
        {"at":"2024-01-01T16:00:00+09:00","fact":"MunicipalitiesListed","by":"SYSTEM","source":"x",\
        "municipalities":[{"code":"131245","name":"新市","kana":"","romaji":"","kind":"CITY",\
        "latitude":35.0,"longitude":139.0}]}""";
    assertThat(read(listed, DECLARED.replace("172049", "131245"))).hasSize(2);
  }
}
