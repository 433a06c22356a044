package kizuna.streams.topology;

/**
 * One partition of the topic of owners as it lies at the broker.
 *
 * @param id of the topic; another topic that takes its name has another
 * @param isEmpty whether no record lies there
 */
record OwnersPartition(String id, boolean isEmpty) {

  /** Finds it. */
  @FunctionalInterface
  interface Source {
    /** Of one partition. Waits for the broker. */
    OwnersPartition of(int partition);
  }
}
