package kizuna.streams.verify;

import java.util.List;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.HashChain;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.verify.Verification.Range;
import org.jspecify.annotations.Nullable;

/** How far a network's chain was followed; with the state if today's rules decided it. */
final class NetworkChain {

  final String networkId;
  long sequence;
  byte[] hash = HashChain.ZEROS;
  String rulesVersion = "";
  long since;
  @Nullable FactProcessor log;
  @Nullable InMemoryStateStore store;

  /** Parts of the state that was sealed before the next decision. */
  List<byte[]> sealed = List.of();

  NetworkChain(String networkId) {
    this.networkId = networkId;
  }

  void decideWith(InMemoryStateStore store, FactProcessor processor) {
    this.store = store;
    this.log = processor;
  }

  Range range() {
    return new Range(networkId, rulesVersion, since, sequence, log != null);
  }
}
