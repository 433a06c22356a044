package kizuna.streams.verify;

import java.util.List;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.HashChain;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.verify.Verification.Range;
import org.jspecify.annotations.Nullable;

/** The progress of the check of a network's chain. */
final class NetworkChain {

  final String networkId;
  long sequence;
  byte[] hash = HashChain.ZEROS;
  String rulesVersion = "";

  /** The first decision of that version of the rules. */
  long since;

  /** Decides again; null while other rules decided. */
  @Nullable FactProcessor processor;

  /** The state after the last decision; null while other rules decided. */
  @Nullable InMemoryStateStore store;

  /** Parts of the state that was sealed before the next decision. */
  List<byte[]> sealed = List.of();

  NetworkChain(String networkId) {
    this.networkId = networkId;
  }

  void decideWith(InMemoryStateStore store, FactProcessor processor) {
    this.store = store;
    this.processor = processor;
  }

  Range range() {
    return new Range(networkId, rulesVersion, since, sequence, processor != null);
  }
}
