package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdempotencyKeyTest {

  @Test
  void aKeyIsOneTo255VisibleCharacters() {
    assertThat(IdempotencyKey.isKey("8e03978e-40d5-43dd-bc93-6894a57f9324")).isTrue();
    assertThat(IdempotencyKey.isKey("x".repeat(IdempotencyKey.LONGEST))).isTrue();
    assertThat(IdempotencyKey.isKey("x".repeat(IdempotencyKey.LONGEST + 1))).isFalse();
    for (String none : new String[] {"", " ", "a b", "a\tb", "a\u007f", "輪島", "a\n"}) {
      assertThat(IdempotencyKey.isKey(none)).as(none).isFalse();
    }
  }
}
