package kizuna.producers;

import java.util.List;
import java.util.Optional;
import kizuna.edge.ApiException;
import kizuna.schemas.ProblemType;
import org.springframework.web.servlet.function.ServerRequest;

/** The header {@code Idempotency-Key}: a quoted string, as the IETF draft has it, or unquoted. */
final class IdempotencyKey {

  static final String HEADER = "Idempotency-Key";

  /** Most characters of a key. */
  static final int LONGEST = 255;

  private IdempotencyKey() {}

  /**
   * The key of a request; empty if it has none.
   *
   * @throws ApiException 400 if there are several, or one that cannot be used
   */
  static Optional<String> of(ServerRequest request) {
    List<String> given = request.headers().header(HEADER);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    String key = given.get(0).strip();
    if (key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"")) {
      key = key.substring(1, key.length() - 1);
    }
    if (given.size() > 1 || !isKey(key)) {
      throw new ApiException(ProblemType.IDEMPOTENCY_KEY_MALFORMED, LONGEST);
    }
    return Optional.of(key);
  }

  /** Whether a text can be a key: 1 to {@value #LONGEST} visible ASCII characters. */
  static boolean isKey(String key) {
    return !key.isEmpty()
        && key.length() <= LONGEST
        && key.chars().allMatch(c -> c >= 0x21 && c <= 0x7e);
  }
}
