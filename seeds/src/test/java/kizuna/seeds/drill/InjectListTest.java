package kizuna.seeds.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import kizuna.drills.Inject;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import org.junit.jupiter.api.Test;

/** The list of injects in and out as JSON, and what is wrong with one. */
class InjectListTest {

  private final Drill drill;

  InjectListTest() throws Exception {
    drill = Drills.load("first-hour");
  }

  @Test
  void everyBundledListIsReadAndWrittenAsItWas() throws Exception {
    assertThat(InjectList.bundled(Drills.load("noto-2024"))).hasSizeGreaterThan(8);
    for (Drill bundled : Drills.bundled()) {
      List<Inject> injects = InjectList.bundled(bundled);
      assertThat(InjectList.readJson(bundled, InjectList.writeJson(injects))).isEqualTo(injects);
    }
  }

  @Test
  void eachFactOfABundledListIsAFactOfItsDrill() throws Exception {
    Drill noto = Drills.load("noto-2024");
    assertThat(InjectList.bundled(noto).stream().filter(i -> i.getFact() != null))
        .isNotEmpty()
        .allSatisfy(
            i -> {
              assertThat(i.getFact().getRecordedAt()).isEqualTo(i.getScenarioTime());
              assertThat(i.getFact().getNetworkId()).isEqualTo("tokyo23");
            });
  }

  @Test
  void aTimeMayBeCountedFromTheStart() throws Exception {
    List<Inject> injects =
        InjectList.readJson(
            drill,
            "[{\"number\":\"1\",\"at\":\"+1:30\",\"fromEn\":\"a\",\"means\":\"fax\",\"textEn\":\"b\"}]");
    assertThat(injects.get(0).getScenarioTime()).isEqualTo(Instant.parse("2024-01-01T08:30:00Z"));
    assertThat(injects.get(0).getText().getJa()).as("one language stands for both").isEqualTo("b");
  }

  private Stream<String> wrong(String json) {
    FormErrors errors =
        catchThrowableOfType(FormErrors.class, () -> InjectList.readJson(drill, json));
    return errors.errors().stream().map(FormError::path);
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceWithItsEntryAndField() {
    assertThat(
            wrong(
                """
                [{"number":"1","at":"+0:10","fromEn":"a","means":"FAX","textEn":"b"},
                 {"number":"1","at":"+0:10","fromEn":"a","means":"FAX","textEn":"b"},
                 {"number":"no number","at":"soon","means":"PIGEON","to":"131121 999999","expectedEn":"x","withinMinutes":0,
                  "expectedFact":"Nothing","contingency":"77","standby":"perhaps","fact":{"fact":"StaffOffered"},"colour":"red"}]
                """))
        .containsExactlyInAnyOrder(
            "injects[1].number",
            "injects[2].number",
            "injects[2].at",
            "injects[2].fromJa",
            "injects[2].means",
            "injects[2].textJa",
            "injects[2].to",
            "injects[2].withinMinutes",
            "injects[2].expectedFact",
            "injects[2].contingency",
            "injects[2].standby",
            "injects[2].fact.lender",
            "injects[2].fact.headCount",
            "injects[2].fact.firstDay",
            "injects[2].fact.lastDay",
            "injects[2].colour");
    assertThat(wrong("{")).containsExactly("injects");
    assertThat(wrong("{}")).containsExactly("injects");
  }

  @Test
  void aListHasAnEnd() {
    StringBuilder many = new StringBuilder("[");
    for (int i = 0; i <= InjectList.MOST; i++) {
      many.append(i == 0 ? "" : ",")
          .append("{\"number\":\"")
          .append(i)
          .append("\",\"at\":\"+0:01\",\"fromEn\":\"a\",\"means\":\"FAX\",\"textEn\":\"b\"}");
    }
    assertThat(wrong(many + "]")).containsExactly("injects");
  }
}
