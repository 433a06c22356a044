package kizuna.streams.topology;

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
import kizuna.streams.matching.Decider;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Seals the books of a network at each change of the rules' version: the first decision that rules
 * make on books that others left holds the hash of these books, and the transaction that writes it
 * writes the books themselves to {@code book-seals}. So a log that spans versions stays verifiable:
 * the chain over all of it, and each range by the release that decided it, from its seal on.
 *
 * <p>The change is a fact of the network's log, {@code RulesAdopted}, which whoever decides the
 * network appends before it decides anything by new rules. Nobody has to press a button for it: an
 * installation may be upgraded at night, and the program has no older rules with which to wait. So
 * facts that lay undecided before it in the log are decided by the new rules, too; the fact names
 * the position from which they decide.
 *
 * <p>The other way, to keep every version's rules in the program, was rejected: rules, books and
 * records change together, and code that nobody runs any more would have to be kept right for good.
 *
 * <p>Which version decided last lies on the shelf under {@code v|network}. Books of version 5 and
 * before lack it. A release does not decide on books of a newer one.
 */
final class StateSeals {

  /** What the keys of versions start with. */
  static final String VERSIONS = "v|";

  static final int PART_BYTES = 1 << 20;

  /** Books of this version and before do not say which it was. */
  private static final int LAST_UNKNOWN_VERSION = 5;

  /** A newer release decided on these books: this one does not know its rules. */
  static final class NewerBooks extends KafkaException {
    private static final long serialVersionUID = 1L;

    NewerBooks(String networkId, String version) {
      super(
          "expected books that rules up to version "
              + Decider.RULES_VERSION
              + " decided, but version "
              + version
              + " decided network "
              + networkId
              + ": start the release that has these rules. / 規則 "
              + version
              + " で決定されたネットワーク "
              + networkId
              + " の台帳です。この版の規則は "
              + Decider.RULES_VERSION
              + " までのため、続けられません。新しい版で起動してください。");
    }
  }

  private final StateStore shelf;
  private final TopicSerdes formats;
  private final StateSnapshot snapshots;

  /**
   * Seals on this shelf.
   *
   * @throws NewerBooks if a newer release decided on it
   */
  StateSeals(Topics topics, TopicSerdes formats, StateStore shelf) {
    this.shelf = shelf;
    this.formats = formats;
    this.snapshots = new StateSnapshot(topics, formats.registry());
    shelf.scan(
        VERSIONS,
        (key, value) -> {
          String version = new String(value, StandardCharsets.UTF_8);
          if (Integer.parseInt(version) > Integer.parseInt(Decider.RULES_VERSION)) {
            throw new NewerBooks(key.substring(VERSIONS.length()), version);
          }
        });
  }

  /** The seal that the next decision of a network holds; null where the rules did not change. */
  @Nullable SealedBooks due(NetworkStateStore desk) {
    if (isOfTheseRules(desk)) {
      return null;
    }
    Parts parts = new Parts(desk, false);
    StateSnapshot.Sealed sealed = snapshots.write(shelf, desk.network().id(), parts);
    return new SealedBooks(new Sha256(sealed.sha256()), sealed.entries(), parts.number());
  }

  /**
   * What the log of a network is to be told because other rules decided it last; empty where these
   * did.
   */
  Optional<RulesAdopted> toAdopt(NetworkStateStore desk) {
    if (isOfTheseRules(desk)) {
      return Optional.empty();
    }
    String before = desk.rulesVersion();
    return Optional.of(
        new RulesAdopted(
            before == null ? LAST_UNKNOWN_VERSION : Integer.parseInt(before),
            Integer.parseInt(Decider.RULES_VERSION),
            desk.head().sequence() + 1));
  }

  private boolean isOfTheseRules(NetworkStateStore desk) {
    String version = desk.rulesVersion();
    return version == null ? desk.head().sequence() == 0 : version.equals(Decider.RULES_VERSION);
  }

  /**
   * Writes the sealed books out, and notes that these rules go on; call before anything changes.
   */
  void seal(NetworkStateStore desk, @Nullable SealedBooks sealed, List<ProcessingResult.Out> outs) {
    if (sealed != null) {
      Parts parts = new Parts(desk, true);
      snapshots.write(shelf, desk.network().id(), parts);
      parts.addTo(outs, sealed.getParts());
    }
    if (sealed != null || desk.head().sequence() == 0) {
      desk.decidedBy(Decider.RULES_VERSION);
    }
  }

  /** A snapshot cut into parts; keeps them only to be written. */
  private final class Parts extends OutputStream {
    private final String networkId;
    private final long sequence;
    private final boolean kept;
    private final List<byte[]> contents = new ArrayList<>();
    private final ByteArrayOutputStream current = new ByteArrayOutputStream();
    private long bytes;

    Parts(NetworkStateStore desk, boolean kept) {
      this.networkId = desk.network().id();
      this.sequence = desk.head().sequence() + 1;
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
            new ProcessingResult.Out(
                DecisionTopology.BOOK_SEALS, networkId, formats.seals().encode(part)));
      }
    }
  }
}
