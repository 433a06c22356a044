package kizuna.producers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import kizuna.edge.ApiException;
import kizuna.producers.IntakeProducer.Receipt;
import kizuna.schemas.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * Caches reports by Idempotency-Key, namespace and the event id that derives from the key: the
 * digest of the content and the receipt, never the content. For evicted entries, and after a
 * restart, the log itself is read.
 */
final class IdempotencyCache {

  /** Entries have all the same size: about 400 bytes each with their keys. */
  private static final int MAX_KEPT = 20_000;

  private static final Duration KEPT_FOR = Duration.ofHours(24);

  /** Mistakes of an account within {@link #MISTAKES_WITHIN} that are no attack. */
  static final int MAX_MISTAKES = 20;

  private static final Duration MISTAKES_WITHIN = Duration.ofMinutes(10);
  private static final int MAX_ACCOUNTS = 10_000;

  /**
   * One report.
   *
   * @param digest digest of its content
   * @param receipt null: it is in progress
   */
  private record Entry(byte[] digest, @Nullable Receipt receipt) {}

  /**
   * The earlier report under a key.
   *
   * @param same whether it has the same content
   */
  record Before(boolean same, Receipt receipt) {}

  private final Cache<String, Entry> entries =
      Caffeine.newBuilder().maximumSize(MAX_KEPT).expireAfterWrite(KEPT_FOR).build();
  private final Cache<String, AtomicInteger> mistakes =
      Caffeine.newBuilder().maximumSize(MAX_ACCOUNTS).expireAfterWrite(MISTAKES_WITHIN).build();

  /**
   * Begins to accept a report, or returns the earlier one.
   *
   * @throws ApiException 409 if the first one is still in progress
   */
  Optional<Before> begin(String id, byte[] digest) {
    Entry before = entries.asMap().putIfAbsent(id, new Entry(digest, null));
    if (before == null) {
      return Optional.empty();
    }
    Receipt receipt = before.receipt();
    if (receipt == null) {
      throw new ApiException(ProblemType.IDEMPOTENCY_KEY_IN_PROGRESS);
    }
    return Optional.of(new Before(Arrays.equals(before.digest(), digest), receipt));
  }

  /** The log has it. */
  void store(String id, byte[] digest, Receipt receipt) {
    entries.put(id, new Entry(digest, receipt));
  }

  /** The attempt failed: the next one starts anew. */
  void failed(String id) {
    entries.invalidate(id);
  }

  /** Counts a key that came with another report; whether they are too many for a mistake. */
  boolean tooManyMistakes(String account) {
    AtomicInteger count = mistakes.get(account, a -> new AtomicInteger());
    return count != null && count.incrementAndGet() > MAX_MISTAKES;
  }
}
