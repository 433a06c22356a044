package kizuna.streams.processing;

import kizuna.streams.contract.FactTranslator;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.state.NetworkState;

/** One network that is decided here: its state, its saved entries, and its published states. */
final class HostedNetwork {

  private final NetworkStore store;
  private final StatePublisher publisher;
  private final OwnerRecords owners;

  /** A network without saved entries. */
  HostedNetwork(String id, StateStore store, TopicSerdes serdes) {
    this(id, store, serdes, EventIdFilter.CAPACITY);
  }

  /**
   * @param eventIdCapacity event ids that are kept at most; tests keep fewer
   */
  HostedNetwork(String id, StateStore store, TopicSerdes serdes, int eventIdCapacity) {
    this.store = new NetworkStore(id, store, serdes, eventIdCapacity);
    this.publisher = new StatePublisher(this.store, serdes);
    this.owners = new OwnerRecords(this.store.state(), store, serdes.owners());
  }

  /**
   * Loads a network as it was saved.
   *
   * @param head its entry under {@link StateKeys#HEADS}
   */
  static HostedNetwork load(
      String id, byte[] head, StateStore store, TopicSerdes serdes, FactTranslator translator) {
    HostedNetwork network = new HostedNetwork(id, store, serdes);
    network.store.load(head, translator, network.publisher);
    network.publisher.loaded();
    network.owners.load();
    return network;
  }

  String id() {
    return state().id();
  }

  NetworkState state() {
    return store.state();
  }

  NetworkStore store() {
    return store;
  }

  StatePublisher publisher() {
    return publisher;
  }

  OwnerRecords owners() {
    return owners;
  }

  /** The head of the network's chain of decisions. */
  HashChain.Head head() {
    return store.head();
  }

  long nextSequence() {
    return head().sequence() + 1;
  }
}
