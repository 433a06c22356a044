package kizuna.streams.afteraction;

/**
 * Identifies a fact by its position in the log of its network.
 *
 * @param sequence from 1 without gaps, as the decision on the fact has it
 */
public record FactReference(String networkId, long sequence) {

  @Override
  public String toString() {
    return networkId + " #" + sequence;
  }
}
