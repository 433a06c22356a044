package kizuna.streams.processing;

/**
 * One partition of the topic {@code owners} at the broker.
 *
 * @param id of the topic; another topic of the same name has another id
 * @param isEmpty whether it holds no record
 */
public record OwnersPartition(String id, boolean isEmpty) {

  /** Reads it. */
  @FunctionalInterface
  public interface Source {
    /** Of one partition. Waits for the broker. */
    OwnersPartition of(int partition);
  }
}
