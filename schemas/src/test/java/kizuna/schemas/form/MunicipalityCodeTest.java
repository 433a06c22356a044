package kizuna.schemas.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The check digit of JIS X 0401/0402, by real codes and over every code that there can be.
 *
 * <p>It does not catch every typo, and nothing here can: the sum's remainders by eleven 0 and 10
 * both give the check digit 1 (11 − 0 and 11 − 10, of which only the last digit is kept). A typo
 * that leads from the one to the other is let through, and then most likely names no municipality
 * that is listed.
 */
class MunicipalityCodeTest {

  private static final String SHARED_CHECK_DIGIT = "1";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "131016", // Chiyoda
        "131041", // Shinjuku
        "131172", // Kita
        "131211", // Adachi
        "131237", // Edogawa
        "130001", // Tokyo
        "170003", // Ishikawa
        "172049", // Wajima
        "172057", // Suzu
        "011002", // Sapporo
        "010006", // Hokkaido
        "431001", // Kumamoto city
        "434434", // Mashiki
        "472018" // Naha
      })
  void realCodesAreValid(String code) {
    assertThat(MunicipalityCode.valid(code)).isTrue();
    assertThat(MunicipalityCode.withCheckDigit(code.substring(0, 5))).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "1", "13104", "1310410", "131040", "131042", "13104x", " 131041", "131041 ", "-31041",
        "１３１０４１", "13104１", "١٣١٠٤١", "新宿区", "131 41", "1310\n1"
      })
  void whatIsNotSixDigitsWithTheRightLastIsNot(String code) {
    assertThat(MunicipalityCode.valid(code)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1310", "131041", "1310x", "１３１０４"})
  void onlyFiveDigitsGetACheckDigit(String five) {
    assertThatThrownBy(() -> MunicipalityCode.withCheckDigit(five))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected five digits, but " + five);
  }

  @Test
  void ofTenSixthDigitsExactlyOneIsRight() {
    everyFive()
        .forEach(
            five ->
                assertThat(
                        IntStream.range(0, 10)
                            .filter(last -> MunicipalityCode.valid(five + last))
                            .count())
                    .as(five)
                    .isEqualTo(1));
  }

  @Test
  void aWrongDigitIsCaughtUnlessTheStandardDoesNotCatchIt() {
    List<String> missed = new ArrayList<>();
    long[] typos = {0};
    everyFive()
        .map(MunicipalityCode::withCheckDigit)
        .forEach(
            code -> {
              for (int at = 0; at < 6; at++) {
                for (char digit = '0'; digit <= '9'; digit++) {
                  if (digit != code.charAt(at)) {
                    String typo = code.substring(0, at) + digit + code.substring(at + 1);
                    typos[0]++;
                    if (MunicipalityCode.valid(typo)) {
                      missed.add(code + " " + typo);
                    }
                  }
                }
              }
            });

    assertThat(missed).isNotEmpty().allMatch(MunicipalityCodeTest::sharesTheCheckDigit);
    assertThat((double) missed.size() / typos[0]).as("share that is missed").isLessThan(0.02);
  }

  @Test
  void twoNeighboursSwappedAreCaughtUnlessTheStandardDoesNotCatchIt() {
    List<String> missed = new ArrayList<>();
    everyFive()
        .map(MunicipalityCode::withCheckDigit)
        .forEach(
            code -> {
              for (int at = 0; at < 4; at++) {
                String swapped =
                    code.substring(0, at)
                        + code.charAt(at + 1)
                        + code.charAt(at)
                        + code.substring(at + 2);
                if (!swapped.equals(code) && MunicipalityCode.valid(swapped)) {
                  missed.add(code + " " + swapped);
                }
              }
            });

    assertThat(missed).isNotEmpty().allMatch(MunicipalityCodeTest::sharesTheCheckDigit);
  }

  @Test
  void anExampleOfATypoThatTheStandardDoesNotCatch() {
    // 131041: 6·1 + 5·3 + 4·1 + 3·0 + 2·4 = 33, remainder 0. 531041 adds 24: remainder 2, caught.
    assertThat(MunicipalityCode.valid("531041")).isFalse();
    // 131091 adds 10: remainder 10, and 11 − 10 is 1 as well.
    assertThat(MunicipalityCode.valid("131091")).isTrue();
  }

  /** Both codes end in the check digit of remainders 0 and 10, and have one remainder each. */
  private static boolean sharesTheCheckDigit(String pair) {
    String[] codes = pair.split(" ", 2);
    return codes[0].endsWith(SHARED_CHECK_DIGIT)
        && codes[1].endsWith(SHARED_CHECK_DIGIT)
        && Math.abs(remainder(codes[0]) - remainder(codes[1])) == 10;
  }

  private static int remainder(String code) {
    return IntStream.range(0, 5).map(i -> (code.charAt(i) - '0') * (6 - i)).sum() % 11;
  }

  /** Every number of a municipality in one of the 47 prefectures. */
  private static Stream<String> everyFive() {
    return IntStream.range(1_000, 48_000).mapToObj(i -> String.format("%05d", i));
  }
}
