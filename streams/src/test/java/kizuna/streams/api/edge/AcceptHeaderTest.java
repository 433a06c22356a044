package kizuna.streams.api.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import kizuna.streams.api.AskedRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

class AcceptHeaderTest {

  private static final MediaType CSV = MediaType.parseMediaType("text/csv");

  private static boolean prefers(@Nullable String accept) {
    return AcceptHeader.prefers(CSV, AskedRequest.of(Map.of(), accept));
  }

  @Test
  void theOtherFormIsForWhoNamedItAndDidNotWantJsonMore() {
    assertThat(prefers("text/csv")).isTrue();
    assertThat(prefers("text/csv, application/json;q=0.5")).isTrue();
    assertThat(prefers("text/csv, application/json")).isTrue();
    assertThat(prefers("text/*")).isTrue();
  }

  @Test
  void jsonIsForEverybodyElse() {
    assertThat(prefers(null)).isFalse();
    assertThat(prefers("*/*")).isFalse();
    assertThat(prefers("application/json")).isFalse();
    assertThat(prefers("application/json, text/csv")).isFalse();
    assertThat(prefers("text/csv;q=0.3, application/json;q=0.8")).isFalse();
    assertThat(prefers("text/html,application/xhtml+xml,*/*;q=0.8")).isFalse();
    assertThat(prefers("no/media/type;;")).isFalse();
  }
}
