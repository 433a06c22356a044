package kizuna.schemas.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.schemas.form.FactContent.Difference;
import kizuna.schemas.form.FactReader.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A report sent again is recognised by what it says. */
class FactContentTest {

  private static final String DECLARED =
      "{\"disasterId\":\"q\",\"name\":\"が地震\",\"hazard\":\"EARTHQUAKE\",\"struck\":[\"172049\",\"172057\"]}";
  private static final String REQUESTED =
      """
      {"disasterId":"q","receiver":"172049","damage":"d","taskType":"SHELTER_OPERATION",
       "headCount":4,"place":"p","route":"r","firstDay":"2024-01-05","lastDay":"2024-01-31",
       "priority":"NORMAL","documentation":"ORAL"}""";

  private long seconds = 1_700_000_000;

  private Reading read(FactKind kind, String json) {
    try {
      return FactReader.read(
          kind,
          (ObjectNode) JsonMapper.shared().readTree(json),
          new FactReader.Defaults(
              "tokyo23",
              UUID.nameUUIDFromBytes(new byte[] {1}),
              Instant.ofEpochSecond(seconds++),
              OperationMode.ACTUAL,
              Optional.empty()));
    } catch (FormErrors e) {
      throw new AssertionError(e);
    }
  }

  private List<Difference> differences(FactKind kind, String first, String now) {
    Reading second = read(kind, now);
    return FactContent.differences(read(kind, first).fact(), second.fact(), second.filled());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        DECLARED,
        "{\"struck\":[\"172057\",\"172049\"], \"hazard\":\"EARTHQUAKE\",\"name\":\"が地震\",\"disasterId\":\"q\",\"reporter\":\"DESK 172049\"}",
        "{\"disasterId\":\"q\",\"name\":\"か\u3099地震\",\"hazard\":\"EARTHQUAKE\",\"struck\":[\"172049\",\"172057\"],\"struckAt\":null}"
      })
  void theMomentOfTheTryDoesNotCount(String again) {
    assertThat(differences(FactKind.DISASTER_DECLARED, DECLARED, again)).isEmpty();
    assertThat(FactContent.digest(read(FactKind.DISASTER_DECLARED, again).fact()))
        .isEqualTo(FactContent.digest(read(FactKind.DISASTER_DECLARED, DECLARED).fact()));
  }

  @Test
  void aTimeThatIsGivenCounts() {
    String given = DECLARED.replace("{", "{\"struckAt\":\"2024-01-01T16:10:00+09:00\",");
    assertThat(FactContent.digest(read(FactKind.DISASTER_DECLARED, given).fact()))
        .isEqualTo(FactContent.digest(read(FactKind.DISASTER_DECLARED, given).fact()))
        .isNotEqualTo(FactContent.digest(read(FactKind.DISASTER_DECLARED, DECLARED).fact()));
    assertThat(differences(FactKind.DISASTER_DECLARED, given, given.replace("T16:10", "T16:20")))
        .extracting(Difference::field)
        .containsExactly("struckAt");
  }

  @Test
  void defaultsWrittenOutAreTheSame() {
    String written =
        REQUESTED.replace(
            "{",
            "{\"tourDays\":8,\"overlapDays\":1,\"needs\":[],\"qualifications\":[],\"escalatedFrom\":null,");
    assertThat(FactContent.digest(read(FactKind.AID_REQUESTED, written).fact()))
        .isEqualTo(FactContent.digest(read(FactKind.AID_REQUESTED, REQUESTED).fact()));
  }

  @Test
  void whatDiffersIsNamedWithBothValues() {
    assertThat(
            differences(
                FactKind.AID_REQUESTED,
                REQUESTED,
                REQUESTED.replace("\"headCount\":4", "\"headCount\":6,\"overlapDays\":2")))
        .containsExactly(
            new Difference("headCount", "4", "6"), new Difference("overlapDays", "1", "2"));
  }

  /** Stores keep digests for weeks: what was said before an upgrade is known after it. */
  @Test
  void theDigestOfTheSameContentStaysTheSame() throws Exception {
    seconds = 1_700_000_000;
    MessageDigest all = MessageDigest.getInstance("SHA-256");
    for (FactKind kind : FactKinds.kinds()) {
      all.update(FactContent.digest(read(kind, ValidBodies.of(kind).toString()).fact()));
      seconds = 1_700_000_000;
    }

    assertThat(HexFormat.of().formatHex(all.digest()))
        .isEqualTo("e963b73020542fee8ea121ed9211ecbb4968170a433f1cbcb900077e406cd06e");
  }

  @ParameterizedTest
  @EnumSource(value = FactKind.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
  void everyFieldOfEveryKindCounts(FactKind kind) {
    ObjectNode full = ValidBodies.of(kind);
    Set<String> optional = FactReader.optional(kind);
    Reading first = read(kind, full.toString());
    for (String field : full.propertyNames().stream().toList()) {
      ObjectNode without = full.deepCopy();
      without.remove(field);
      Reading other;
      try {
        other =
            FactReader.read(
                kind,
                without,
                new FactReader.Defaults(
                    "tokyo23",
                    UUID.nameUUIDFromBytes(new byte[] {1}),
                    Instant.ofEpochSecond(seconds++),
                    OperationMode.ACTUAL,
                    Optional.empty()));
      } catch (FormErrors e) {
        continue;
      }
      boolean same =
          java.util.Arrays.equals(
              FactContent.digest(first.fact()), FactContent.digest(other.fact()));
      boolean saysNothing =
          !optional.contains(field)
              && FactForm.bodyOf(first.fact()).equals(FactForm.bodyOf(other.fact()));
      assertThat(same).as("%s without %s", kind, field).isEqualTo(saysNothing);
    }
  }
}
