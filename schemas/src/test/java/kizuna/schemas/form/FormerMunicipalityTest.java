package kizuna.schemas.form;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A code that was is followed to the municipality of today. */
class FormerMunicipalityTest {

  @ParameterizedTest
  @CsvSource({
    "403059, 那珂川町, 402311",
    "221317, 浜松市中区, 221309",
    "221384, 浜松市中央区, 221309",
    "141313, 川崎市川崎区, 141305",
    "015423, 女満別町, 015644",
    "462021, 川内市, 462152",
    "174220, 門前町, 172049",
    "152013, 新潟市, 151009"
  })
  void itsSuccessorIsKnown(String code, String name, String successor) {
    assertThat(FormerMunicipality.of(code))
        .hasValueSatisfying(
            f -> {
              assertThat(f.name()).isEqualTo(name);
              assertThat(f.successors()).containsExactly(successor);
            });
  }

  @Test
  void aCodeThatSomebodyHasIsNotAFormerOne() {
    assertThat(FormerMunicipality.of("112011")).isEmpty();
  }

  @Test
  void whatWasDividedLivesOnInSeveral() {
    assertThat(FormerMunicipality.of("193411").orElseThrow().successors())
        .containsExactly("192015", "194301");
  }

  @Test
  void everyCodeHasItsCheckDigitAndOneSuccessorAtLeast() {
    assertThat(FormerMunicipality.known())
        .hasSizeGreaterThan(2_000)
        .allSatisfy(
            f -> {
              assertThat(MunicipalityCode.valid(f.code())).as(f.code()).isTrue();
              assertThat(f.name()).isNotBlank();
              assertThat(f.successors()).isNotEmpty().allMatch(MunicipalityCode::valid);
            });
  }
}
