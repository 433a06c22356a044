package kizuna.streams.ledger.model;

import java.time.Instant;
import java.util.Map;

/**
 * A moment: the last decision of each network until then; a network that is missing had none.
 *
 * @param at the log's time
 * @param latest whether it is the latest moment so far
 */
public record LogMoment(Instant at, boolean latest, Map<String, Long> sequences) {

  public LogMoment {
    sequences = Map.copyOf(sequences);
  }

  /** Position of the last decision of a network; 0: none. */
  public long of(String networkId) {
    return latest ? Long.MAX_VALUE : sequences.getOrDefault(networkId, 0L);
  }
}
