package kizuna.streams.ledger.model;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;

/**
 * The place of a row in a fixed order: by rank, then by key. A page ends at a place, and the next
 * one starts after it, regardless of rows added or deleted since.
 *
 * @param rank smaller comes first
 * @param key distinguishes rows of the same rank
 */
public record PageCursor(long rank, String key) implements Comparable<PageCursor> {

  private static final Comparator<PageCursor> ORDER =
      Comparator.comparingLong(PageCursor::rank).thenComparing(PageCursor::key);

  @Override
  public int compareTo(PageCursor other) {
    return ORDER.compare(this, other);
  }

  /** The place as an opaque string for a URL. */
  public String cursor() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((rank + ":" + key).getBytes(StandardCharsets.UTF_8));
  }

  /** Parses such a string; empty if it is not valid. */
  public static Optional<PageCursor> of(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 1
          ? Optional.empty()
          : Optional.of(
              new PageCursor(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
