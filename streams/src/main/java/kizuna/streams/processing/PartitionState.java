package kizuna.streams.processing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kizuna.facts.RulesAdopted;
import kizuna.streams.contract.FactTranslator;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.ProcessingResult.Out;
import kizuna.streams.state.NetworkState;
import org.jspecify.annotations.Nullable;

/**
 * The state of the networks of one partition of the intake, with the cursor of the last record
 * processed. Also checks whether the state agrees with itself and with the log.
 */
public final class PartitionState {

  private final StateStore store;
  private final StateFormat format;
  private final TopicSerdes serdes;
  private final Map<String, HostedNetwork> networks = new LinkedHashMap<>();
  private final StateCursor.Sums sums = new StateCursor.Sums();
  private OwnersPartition ownersTopic = new OwnersPartition("", true);

  /**
   * @throws NewerStateException if a newer release stored the state
   */
  PartitionState(StateStore store, TopicSerdes serdes, FactTranslator translator) {
    this.store = store;
    this.format = new StateFormat(store);
    this.serdes = serdes;
    Map<String, byte[]> heads = new LinkedHashMap<>();
    store.scan(
        StateKeys.HEADS, (key, value) -> heads.put(key.substring(StateKeys.HEADS.length()), value));
    heads.forEach(
        (id, head) -> {
          HostedNetwork network = HostedNetwork.load(id, head, store, serdes, translator);
          networks.put(id, network);
          sums.moved(HashChain.Head.START, network.head());
        });
    if (!networks.isEmpty()) {
      // Loading has packed the entries of an earlier release.
      format.save();
    }
  }

  /** The state of one network; null if it has no decisions. */
  public @Nullable NetworkState network(String id) {
    HostedNetwork network = networks.get(id);
    return network == null ? null : network.state();
  }

  /** The state of each network. */
  public List<NetworkState> networks() {
    return networks.values().stream().map(HostedNetwork::state).toList();
  }

  Optional<HostedNetwork> find(String id) {
    return Optional.ofNullable(networks.get(id));
  }

  /** A new network is saved only with its first decision. */
  HostedNetwork networkOrNew(String id) {
    HostedNetwork known = networks.get(id);
    if (known != null) {
      return known;
    }
    HostedNetwork opened = new HostedNetwork(id, store, serdes);
    opened.owners().publishTo(ownersTopic);
    return opened;
  }

  /** Ends a decision: its hash is the head of the network's chain. */
  void advance(RecordedDecision decision) {
    HostedNetwork network = decision.network();
    networks.put(network.id(), network);
    HashChain.Head before = network.head();
    network.store().advance(decision.sequence(), decision.hash().bytes());
    sums.moved(before, network.head());
  }

  /** Saves that a record was processed, with any result. */
  void saveCursor(int partition, long offset) {
    format.save();
    store.put(StateCursor.key(partition), sums.at(offset).bytes());
  }

  /** The last processed record of the intake; empty if the state does not contain it. */
  public OptionalLong processedUpTo(int partition) {
    byte[] cursor = store.get(StateCursor.key(partition));
    return cursor == null ? OptionalLong.empty() : OptionalLong.of(StateCursor.of(cursor).offset());
  }

  /** The hash of the last decision of each network, by network id. */
  public Map<String, byte[]> chainHeads() {
    Map<String, byte[]> heads = new TreeMap<>();
    networks.forEach((id, network) -> heads.put(id, network.head().hash()));
    return heads;
  }

  /**
   * For each network with a last decision by other rules: the fact by which today's rules take
   * over.
   */
  public Map<String, RulesAdopted> rulesToAdopt() {
    Map<String, RulesAdopted> facts = new TreeMap<>();
    networks.forEach((id, n) -> StateSeals.toAdopt(n).ifPresent(f -> facts.put(id, f)));
    return facts;
  }

  /** Records of the summaries that changed since the last call. */
  public List<Out> changedSummaries() {
    List<Out> outs = new ArrayList<>();
    for (HostedNetwork network : networks.values()) {
      network
          .publisher()
          .takeChangedSummary()
          .ifPresent(
              s ->
                  outs.add(
                      new Out(Sinks.NETWORK_SUMMARY, network.id(), serdes.summaries().encode(s))));
    }
    return outs;
  }

  /** Sets the topic to which owners are published from now on; it may be empty. */
  public void publishOwnersTo(OwnersPartition topic) {
    ownersTopic = topic;
    networks.values().forEach(network -> network.owners().publishTo(topic));
  }

  /**
   * Records of owners that the topic still lacks, at most {@value OwnerRecords#MAX_AT_ONCE} for
   * each network; empty once it has all.
   */
  public List<Out> pendingOwners() {
    List<Out> outs = new ArrayList<>();
    networks.values().forEach(n -> outs.addAll(n.owners().pending(n.head().sequence())));
    return outs;
  }

  /**
   * The fault of the state: parts that do not agree with each other or with the last decision of
   * the partition; empty if there is none.
   *
   * @param last the last decision on the topic; empty if there is none
   */
  public Optional<String> fault(int partition, Optional<LastDecision> last) {
    return faultWithin(partition).or(() -> faultAgainst(partition, last));
  }

  /** The same without the topic. */
  public Optional<String> faultWithin(int partition) {
    for (HostedNetwork network : networks.values()) {
      Optional<String> fault = network.store().fault();
      if (fault.isPresent()) {
        return fault;
      }
    }
    byte[] saved = store.get(StateCursor.key(partition));
    if (saved != null) {
      StateCursor cursor = StateCursor.of(saved);
      StateCursor now = sums.at(cursor.offset());
      return cursor.equals(now)
          ? Optional.empty()
          : Optional.of("expected chain heads as in " + cursor + ", but " + now);
    }
    // Stores of an earlier version have no cursor: at least no network may lack its head.
    Set<String> headless = new TreeSet<>();
    store.scan(
        StateKeys.EVENT_IDS,
        (key, value) -> {
          String network = StateKeys.networkOfEventIds(key);
          if (!networks.containsKey(network)) {
            headless.add(network);
          }
        });
    return headless.isEmpty()
        ? Optional.empty()
        : Optional.of("expected a chain head for " + headless + ", but there is none");
  }

  private Optional<String> faultAgainst(int partition, Optional<LastDecision> last) {
    if (last.isEmpty()) {
      return networks.isEmpty()
          ? Optional.empty()
          : Optional.of("the state holds decisions, but match-decisions-" + partition + " none");
    }
    LastDecision decided = last.get();
    HashChain.Head head =
        find(decided.networkId()).map(HostedNetwork::head).orElse(HashChain.Head.START);
    if (!decided.is(head)) {
      return Optional.of(
          "the state of network "
              + decided.networkId()
              + " stands at decision "
              + head.sequence()
              + ", but the last on match-decisions-"
              + partition
              + " is decision "
              + decided.sequence()
              + (head.sequence() == decided.sequence() ? " with another hash" : ""));
    }
    OptionalLong processed = processedUpTo(partition);
    return processed.isPresent() && processed.getAsLong() < decided.intakeOffset()
        ? Optional.of(
            "the state stands at offset "
                + processed.getAsLong()
                + " of the intake, but offset "
                + decided.intakeOffset()
                + " is decided")
        : Optional.empty();
  }
}
