package kizuna.streams.ledger.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import kizuna.facts.ContactTestSent;
import org.jspecify.annotations.Nullable;

/**
 * A contact test (連絡訓練) with its answers.
 *
 * @param sentAt the log's time of it
 * @param answers of all recipients, by code
 */
public record ContactTestEntry(
    String networkId, ContactTestSent test, Instant sentAt, List<Answer> answers) {

  /**
   * The answer of a body.
   *
   * @param answeredAt null: no answer
   */
  public record Answer(String body, @Nullable Instant answeredAt) {}

  /** Number of answers within the test's time limit. */
  public long inTime() {
    Duration most = Duration.ofMinutes(test.getWithinMinutes());
    return answers.stream()
        .filter(
            a ->
                a.answeredAt() != null
                    && Duration.between(sentAt, a.answeredAt()).compareTo(most) <= 0)
        .count();
  }
}
