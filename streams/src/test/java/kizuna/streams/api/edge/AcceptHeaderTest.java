package kizuna.streams.api.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import kizuna.streams.api.AskedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

class AcceptHeaderTest {

  private static final MediaType CSV = MediaType.parseMediaType("text/csv");

  private static boolean rather(@Nullable String accept) {
    return AcceptHeader.rather(CSV, AskedRequest.of(Map.of(), accept));
  }

  @Test
  void theOtherFormIsForWhoNamedItAndDidNotWantJsonMore() {
    assertThat(rather("text/csv")).isTrue();
    assertThat(rather("text/csv, application/json;q=0.5")).isTrue();
    assertThat(rather("text/csv, application/json")).isTrue();
    assertThat(rather("text/*")).isTrue();
  }

  @Test
  void jsonIsForEverybodyElse() {
    assertThat(rather(null)).isFalse();
    assertThat(rather("*/*")).isFalse();
    assertThat(rather("application/json")).isFalse();
    assertThat(rather("application/json, text/csv")).isFalse();
    assertThat(rather("text/csv;q=0.3, application/json;q=0.8")).isFalse();
    assertThat(rather("text/html,application/xhtml+xml,*/*;q=0.8")).isFalse();
    assertThat(rather("no/media/type;;")).isFalse();
  }
}
