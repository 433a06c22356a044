package kizuna.streams.processing;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kizuna.decisions.BookSeal;
import kizuna.decisions.SealedBooks;
import kizuna.decisions.Sha256;
import kizuna.facts.RulesAdopted;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.matching.Decider;
import org.jspecify.annotations.Nullable;

/**
 * Seals the state of a network when the version of the rules changes. The first decision of new
 * rules contains the hash of the state that the old ones left, and its transaction writes that
 * state to {@code book-seals}. A log that spans versions stays verifiable: the chain over all of
 * it, and each range by the release that decided it, from its seal on.
 *
 * <p>The change is a fact of the network's log, {@code RulesAdopted}. The task appends it before it
 * decides anything by the new rules; no person confirms it, because an upgrade may happen at night
 * and the program does not contain older rules. Earlier undecided facts in the log are decided by
 * the new rules, too. The fact names the first decision of the new rules.
 *
 * <p>Rejected: keeping the rules of every version in the program. Rules, state and records change
 * together, and unused code would have to be maintained permanently.
 *
 * <p>{@link StateKeys#VERSIONS} holds the version that decided last. State of version 5 and before
 * has none. A release does not decide on the state of a newer one.
 */
final class StateSeals {

  static final int PART_BYTES = 1 << 20;

  /** State up to this version does not contain its version. */
  private static final int LAST_UNKNOWN_VERSION = 5;

  private final StateStore store;
  private final TopicSerdes serdes;
  private final StateSnapshot snapshots;

  /**
   * @throws NewerStateException if a newer release decided on this state
   */
  StateSeals(Topics topics, TopicSerdes serdes, StateStore store) {
    this.store = store;
    this.serdes = serdes;
    this.snapshots = new StateSnapshot(topics, serdes.registry());
    store.scan(
        StateKeys.VERSIONS,
        (key, value) -> {
          String version = new String(value, StandardCharsets.UTF_8);
          if (!key.equals(StateFormat.KEY)
              && Integer.parseInt(version) > Integer.parseInt(Decider.RULES_VERSION)) {
            throw NewerStateException.ofRules(key.substring(StateKeys.VERSIONS.length()), version);
          }
        });
  }

  /** The seal that the next decision of a network holds; null: the rules did not change. */
  @Nullable SealedBooks due(HostedNetwork network) {
    if (isOfTheseRules(network)) {
      return null;
    }
    Parts parts = new Parts(network, false);
    StateSnapshot.Sealed sealed = snapshots.write(store, network.id(), parts);
    return new SealedBooks(new Sha256(sealed.sha256()), sealed.entries(), parts.number());
  }

  /**
   * The fact by which these rules take over from others; empty: these rules decided the network
   * last.
   */
  static Optional<RulesAdopted> toAdopt(HostedNetwork network) {
    if (isOfTheseRules(network)) {
      return Optional.empty();
    }
    String before = network.store().rulesVersion();
    return Optional.of(
        new RulesAdopted(
            before == null ? LAST_UNKNOWN_VERSION : Integer.parseInt(before),
            Integer.parseInt(Decider.RULES_VERSION),
            network.nextSequence()));
  }

  private static boolean isOfTheseRules(HostedNetwork network) {
    String version = network.store().rulesVersion();
    return version == null ? network.head().sequence() == 0 : version.equals(Decider.RULES_VERSION);
  }

  /**
   * Returns the parts of a sealed state, and saves that these rules decide from now on. Call before
   * anything is applied.
   */
  List<ProcessingResult.Out> write(HostedNetwork network, @Nullable SealedBooks seal) {
    List<ProcessingResult.Out> outs = new ArrayList<>();
    if (seal != null) {
      Parts parts = new Parts(network, true);
      snapshots.write(store, network.id(), parts);
      parts.addTo(outs, seal.getParts());
    }
    if (seal != null || network.head().sequence() == 0) {
      network.store().saveRulesVersion(Decider.RULES_VERSION);
    }
    return outs;
  }

  /** A snapshot in parts; keeps their content only if it is to be written. */
  private final class Parts extends OutputStream {
    private final String networkId;
    private final long sequence;
    private final boolean kept;
    private final List<byte[]> contents = new ArrayList<>();
    private final ByteArrayOutputStream current = new ByteArrayOutputStream();
    private long bytes;

    Parts(HostedNetwork network, boolean kept) {
      this.networkId = network.id();
      this.sequence = network.nextSequence();
      this.kept = kept;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
      bytes += length;
      int done = kept ? 0 : length;
      while (done < length) {
        int fits = Math.min(length - done, PART_BYTES - current.size());
        current.write(from, offset + done, fits);
        done += fits;
        if (current.size() == PART_BYTES) {
          contents.add(current.toByteArray());
          current.reset();
        }
      }
    }

    int number() {
      return Math.toIntExact((bytes + PART_BYTES - 1) / PART_BYTES);
    }

    void addTo(List<ProcessingResult.Out> outs, int parts) {
      if (current.size() > 0) {
        contents.add(current.toByteArray());
      }
      for (int i = 0; i < contents.size(); i++) {
        BookSeal part =
            new BookSeal(
                networkId,
                sequence,
                Decider.RULES_VERSION,
                i + 1,
                parts,
                ByteBuffer.wrap(contents.get(i)));
        outs.add(
            new ProcessingResult.Out(Sinks.BOOK_SEALS, networkId, serdes.seals().encode(part)));
      }
    }
  }
}
