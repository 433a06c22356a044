package kizuna.schemas.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import kizuna.codes.FactKind;
import org.junit.jupiter.api.Test;

class NewIdTest {

  private static final NewId REQUEST = FactKinds.of(FactKind.AID_REQUESTED).newId().orElseThrow();

  @Test
  void eventsThatBeginWithTheSameEightDigitsHaveOtherIds() {
    assertThat(REQUEST.of(UUID.fromString("1a2b3c4d-0000-4000-8000-000000000001")))
        .matches("req-[0-9a-hjkmnp-tv-z]{13}")
        .isNotEqualTo(REQUEST.of(UUID.fromString("1a2b3c4d-0000-4000-8000-000000000002")));
  }

  @Test
  void theSameEventHasTheSameId() {
    UUID event = UUID.nameUUIDFromBytes(new byte[] {1});
    assertThat(REQUEST.of(event)).isEqualTo(REQUEST.of(UUID.fromString(event.toString())));
  }

  @Test
  void amongAHundredThousandNoTwoAreTheSame() {
    Random random = new Random(1);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      // As they derive from keys: only the version and the variant are fixed.
      ids.add(REQUEST.of(new UUID(random.nextLong() & ~0xf000L | 0x3000L, random.nextLong())));
    }
    assertThat(ids).hasSize(100_000);
  }
}
