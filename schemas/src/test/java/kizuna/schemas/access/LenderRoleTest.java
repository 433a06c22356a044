package kizuna.schemas.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Callers say LENDER; the log keeps the symbol that older logs have. */
class LenderRoleTest {

  @Test
  void bothNamesAreWrittenAsOneAndOthersStay() {
    assertThat(LenderRole.written("LENDER")).isEqualTo("WARD");
    assertThat(LenderRole.written("lender")).isEqualTo("WARD");
    assertThat(LenderRole.written("WARD")).isEqualTo("WARD");
    assertThat(LenderRole.written("DESK")).isEqualTo("DESK");
    assertThat(LenderRole.written("desk")).isEqualTo("desk");
  }
}
