package kizuna.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import kizuna.codes.MunicipalityKind;
import kizuna.facts.Municipality;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A prefecture and its city of the same name are two names in English. */
class EnglishNameTest {

  @ParameterizedTest
  @CsvSource({
    "120006, 千葉県, Chiba, PREFECTURE, Chiba Prefecture",
    "121002, 千葉市, Chiba, CITY, Chiba City",
    "130001, 東京都, Tokyo, PREFECTURE, Tokyo Metropolis",
    "131041, 新宿区, Shinjuku-ku, SPECIAL_WARD, Shinjuku Ward",
    "174611, 穴水町, Anamizu, TOWN, Anamizu Town",
    "014036, 泊村, Tomari, VILLAGE, Tomari Village",
    "172049, 輪島市, '', CITY, 輪島市"
  })
  void aNameSaysItsKind(
      String code, String name, String romaji, MunicipalityKind kind, String english) {
    assertThat(EnglishName.of(new Municipality(code, name, "", romaji, kind, 35.0, 135.0)))
        .isEqualTo(english);
  }
}
