package kizuna.producers;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import kizuna.codes.DenialCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.node.ObjectNode;

/**
 * Remembers what was answered under an Idempotency-Key. Bounded: of what is forgotten, and after a
 * restart, the event id is still the same, so that the decision says DUPLICATE and nothing happens
 * twice.
 */
class Repeats {

  private static final int MOST_KEPT = 10_000;

  private static final class Entry {
    final byte[] content;
    @Nullable ResponseEntity<ObjectNode> answer;

    Entry(byte[] content) {
      this.content = content;
    }
  }

  private final Map<String, Entry> entries =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /**
   * Begins to answer, or gives the answer of before.
   *
   * @throws Refused 422 if the key came with other content, 409 if it is being answered right now
   */
  synchronized Optional<ResponseEntity<ObjectNode>> begin(String key, byte[] content) {
    Entry entry = entries.get(key);
    if (entry == null) {
      entries.put(key, new Entry(content));
      return Optional.empty();
    }
    if (!Arrays.equals(entry.content, content)) {
      throw new Refused(HttpStatus.UNPROCESSABLE_CONTENT, "idempotency-key-reused")
          .denied(DenialCode.KEY_REUSED);
    }
    if (entry.answer == null) {
      throw new Refused(HttpStatus.CONFLICT, "idempotency-key-in-progress");
    }
    return Optional.of(entry.answer);
  }

  synchronized void answered(String key, ResponseEntity<ObjectNode> answer) {
    Entry entry = entries.get(key);
    if (entry != null) {
      entry.answer = answer;
    }
  }

  /** It came to nothing: the next try starts anew. */
  synchronized void failed(String key) {
    entries.remove(key);
  }
}
