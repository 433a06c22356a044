package kizuna.streams.ledger.model;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;

/**
 * Where a row stands in a fixed order: by rank, then by key. A page ends at a place, and the next
 * one starts behind it, whatever came or went in between.
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

  /** The place as an opaque word for a URL. */
  public String cursor() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((rank + ":" + key).getBytes(StandardCharsets.UTF_8));
  }

  /** The place of such a word; empty if it is none. */
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
