package kizuna.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EditDistanceTest {

  @Test
  void itCountsLettersThatAreInsertedDeletedOrReplaced() {
    assertThat(EditDistance.between("wajima", "wajima")).isZero();
    assertThat(EditDistance.between("wajima", "wajma")).isEqualTo(1);
    assertThat(EditDistance.between("wajima", "wajimaa")).isEqualTo(1);
    assertThat(EditDistance.between("wajima", "wazima")).isEqualTo(1);
    assertThat(EditDistance.between("kitten", "sitting")).isEqualTo(3);
    assertThat(EditDistance.between("", "suzu")).isEqualTo(4);
    assertThat(EditDistance.between("suzu", "")).isEqualTo(4);
  }

  @Test
  void itIsTheSameBothWays() {
    for (String a : new String[] {"", "noto", "anamizu", "輪島市"}) {
      for (String b : new String[] {"", "nanao", "anamizu-cho", "珠洲市"}) {
        assertThat(EditDistance.between(a, b)).isEqualTo(EditDistance.between(b, a));
      }
    }
  }
}
