package kizuna.streams.verify;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.ZipException;
import kizuna.decisions.BookSeal;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.schemas.text.JsonFault;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.UserFileException;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.matching.Decider;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.HashChain;
import kizuna.streams.processing.StateSnapshot;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.replay.ReplayedOutput;
import kizuna.streams.replay.SealedSnapshot;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Checks the archive of a disaster without a broker or a registry: its signature, its hash chain,
 * and that deciding its facts again gives its decisions. Reads the file once; the heap contains the
 * state only.
 */
public final class ArchiveVerifier {

  /**
   * The result of a check.
   *
   * @param decidedAgain facts that were decided again; the others were decided by other rules, and
   *     only their chain and hashes are checked
   * @param publicKey public key of the signer
   * @param wrong faults, at most 20; empty if the archive is right
   */
  public record Checked(
      String networkId,
      String disasterId,
      long facts,
      long decidedAgain,
      boolean complete,
      String rulesVersion,
      String headHash,
      String publicKey,
      List<Message> wrong) {}

  private static final int MAX_FAULTS = 20;

  private final List<Message> faults = new ArrayList<>();
  private final InMemoryRegistry registry = new InMemoryRegistry();
  private long facts;
  private long events;
  private long decidedAgain;
  private @Nullable FactProcessor processor;
  private byte @Nullable [] head;
  private long lastSequence;

  private ArchiveVerifier() {}

  /**
   * Reads and checks an archive.
   *
   * @param signer the public key that must have signed it, as X.509 in Base64; empty: any
   * @throws IOException if it is no archive, or is cut off; the message has the expected format
   */
  public static Checked verify(InputStream file, Optional<String> signer) throws IOException {
    try {
      return new ArchiveVerifier().check(file, signer);
    } catch (JacksonException e) {
      throw new UserFileException(VerifyMessages.LIST.of("archive.other", JsonFault.of(e)), e);
    } catch (EOFException | ZipException e) {
      throw cutOff(e);
    } catch (UncheckedIOException e) {
      throw cutOff(Objects.requireNonNull(e.getCause()));
    } catch (RuntimeException e) {
      // Untrusted bytes can cause any exception in the readers.
      throw new UserFileException(
          VerifyMessages.LIST.of("archive.other", String.valueOf(e.getMessage())), e);
    }
  }

  /** An archive that ends too early or is damaged, in words; any other failure as it is. */
  private static IOException cutOff(IOException e) {
    return e instanceof EOFException || e instanceof ZipException
        ? new UserFileException(
            VerifyMessages.LIST.of("archive.other", String.valueOf(e.getMessage())), e)
        : e;
  }

  private Checked check(InputStream file, Optional<String> signer) throws IOException {
    ArchiveReader parts = new ArchiveReader(file);
    Archive.Begin begin = parts.json(Archive.BEGIN, Archive.Begin.class);
    if (begin.format() != Archive.FORMAT) {
      throw new UserFileException(
          VerifyMessages.LIST.of("archive.format", Archive.FORMAT, begin.format()));
    }
    Topics topics = Topics.of(new Namespace(begin.namespace()), begin.partitions());
    parts.part(Archive.BOOKS, in -> readState(topics, in));
    parts.part(Archive.LOG, in -> checkLog(begin, topics, in));
    Archive.End end = parts.json(Archive.END, Archive.End.class);
    checkEnd(end);
    byte[] content = parts.signedContent();
    Archive.Signed by = parts.json(Archive.SIGNATURE, Archive.Signed.class);
    if (!SigningKey.isSigned(content, decoded(by.signature()), by.publicKey())) {
      addFault("signature");
    }
    signer
        .filter(expected -> !expected.equals(by.publicKey()))
        .ifPresent(expected -> addFault("signer", expected, String.valueOf(by.publicKey())));
    return new Checked(
        begin.networkId(),
        begin.disasterId(),
        facts,
        decidedAgain,
        end.complete(),
        end.rulesVersion(),
        end.headHash(),
        by.publicKey(),
        List.copyOf(faults));
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private void addFault(String key, Object... arguments) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(VerifyMessages.LIST.of("fault." + key, arguments));
    }
  }

  /** Reads the state before the first fact. It is absent if earlier rules decided that fact. */
  private void readState(Topics topics, DataInputStream in) throws IOException {
    PushbackInputStream content = new PushbackInputStream(in);
    int first = content.read();
    if (first >= 0) {
      content.unread(first);
      InMemoryStateStore store = new InMemoryStateStore();
      new StateSnapshot(topics, registry).read(content, store);
      processor = new FactProcessor(topics, TopicSerdes.of(topics, registry), store);
    }
  }

  private void checkLog(Archive.Begin begin, Topics topics, DataInputStream in) throws IOException {
    TopicSerdes formats = TopicSerdes.of(topics, registry);
    if (processor != null) {
      head = processor.state().chainHeads().getOrDefault(begin.networkId(), HashChain.ZEROS);
    }
    byte[] key = begin.networkId().getBytes(StandardCharsets.UTF_8);
    ArchiveItems items = new ArchiveItems(topics, registry, in);
    boolean trusted = true;
    while (items.hasNext()) {
      SealedSnapshot sealed = new SealedSnapshot(topics, formats);
      while (items.hasNext() && items.peek().kind() == Archive.ITEM_SEAL) {
        sealed.add(seal(formats, items.next()));
      }
      ArchiveItem fact =
          items.hasNext() ? items.next() : new ArchiveItem(Archive.ITEM_END, 0, 0, new byte[0]);
      ArchiveItem decided = items.hasNext() ? items.next() : fact;
      if (fact.kind() != Archive.ITEM_FACT || decided.kind() != Archive.ITEM_DECISION) {
        throw new UserFileException(VerifyMessages.LIST.of("archive.order"));
      }
      facts++;
      MatchDecision decision = decision(formats, decided);
      trusted &= adoptSealedState(topics, formats, decision, sealed);
      checkChain(fact, decided, decision);
      List<byte[]> eventsOfFact = new ArrayList<>();
      while (items.hasNext() && items.peek().kind() == Archive.ITEM_EVENT) {
        eventsOfFact.add(items.next().wire());
        events++;
      }
      FactProcessor current = processor;
      if (current == null) {
        if (!HashChain.isOfEvents(decision, eventsOfFact)) {
          addFault("events", lastSequence);
        }
      } else if (trusted) {
        ReplayedOutput again =
            ReplayedOutput.of(
                current.process(
                    key, fact.wire(), begin.partition(), fact.offset(), fact.timestamp()));
        trusted =
            again.decision().filter(d -> same(d, decided.wire())).isPresent()
                && same(again.events(), eventsOfFact);
        if (trusted) {
          decidedAgain++;
        } else {
          addFault("again", fact.offset(), lastSequence);
        }
      }
    }
  }

  private static BookSeal seal(TopicSerdes formats, ArchiveItem item) throws IOException {
    try {
      return formats.seals().decode(item.wire());
    } catch (UnreadableRecord e) {
      throw new UserFileException(
          VerifyMessages.LIST.of("archive.seal", String.valueOf(e.getMessage())), e);
    }
  }

  private static MatchDecision decision(TopicSerdes formats, ArchiveItem item) throws IOException {
    try {
      return formats.decisions().decode(item.wire());
    } catch (UnreadableRecord e) {
      throw new UserFileException(
          VerifyMessages.LIST.of("archive.decision", String.valueOf(e.getMessage())), e);
    }
  }

  /**
   * Starts from the sealed state at a change of rules; returns whether the facts that follow can be
   * decided again by these rules.
   */
  private boolean adoptSealedState(
      Topics topics, TopicSerdes formats, MatchDecision decision, SealedSnapshot sealed) {
    boolean ours = decision.getRulesVersion().equals(Decider.RULES_VERSION);
    if (!ours) {
      processor = null;
    }
    Optional<?> fault = Optional.empty();
    if (decision.getSealedBooks() != null) {
      InMemoryStateStore store = new InMemoryStateStore();
      fault = sealed.open(decision.getSealedBooks(), store);
      if (fault.isEmpty() && ours) {
        FactProcessor adopted = new FactProcessor(topics, formats, store);
        byte[] then =
            adopted.state().chainHeads().getOrDefault(decision.getNetworkId(), HashChain.ZEROS);
        processor = adopted;
        fault =
            Arrays.equals(then, decision.getPreviousHash().bytes())
                ? Optional.empty()
                : Optional.of(VerifyMessages.LIST.of("fault.state.other"));
      }
    } else if (ours && processor == null) {
      fault = Optional.of(VerifyMessages.LIST.of("fault.state.none"));
      processor = new FactProcessor(topics, formats, new InMemoryStateStore());
    }
    fault.ifPresent(found -> addFault("state", decision.getSequence(), found));
    return fault.isEmpty();
  }

  /** Checks that a decision's hash is that of its bytes, and is chained to the one before. */
  private void checkChain(ArchiveItem fact, ArchiveItem item, MatchDecision decision) {
    // A file without a state does not contain the hash before its first decision.
    byte[] before = head == null ? decision.getPreviousHash().bytes() : head;
    if (!HashChain.isSealed(item.wire(), fact.offset())) {
      addFault("bytes", decision.getSequence());
    }
    if (!Arrays.equals(decision.getPreviousHash().bytes(), before)) {
      addFault("chain", decision.getSequence());
    }
    if (!Arrays.equals(
        decision.getFactHash().bytes(),
        ArchiveParts.sha256().digest(WireFormat.payload(fact.wire())))) {
      addFault("fact", decision.getSequence());
    }
    if (lastSequence > 0 && decision.getSequence() != lastSequence + 1) {
      addFault("missing", lastSequence + 1);
    }
    head = decision.getHash().bytes();
    lastSequence = decision.getSequence();
  }

  private static boolean same(byte[] one, byte[] other) {
    return Arrays.equals(WireFormat.payload(one), WireFormat.payload(other));
  }

  private static boolean same(List<byte[]> some, List<byte[]> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!same(some.get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }

  private void checkEnd(Archive.End end) {
    if (facts != end.facts() || events != end.events() || lastSequence != end.lastSequence()) {
      addFault("end", end.facts(), end.lastSequence(), facts, lastSequence);
    }
    String last = head == null ? "" : HexFormat.of().formatHex(head);
    if (!last.equals(end.headHash())) {
      addFault("head", last, String.valueOf(end.headHash()));
    }
  }
}
