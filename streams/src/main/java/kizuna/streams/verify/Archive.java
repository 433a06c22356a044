package kizuna.streams.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file of one disaster: the part of its network's log from its first fact to its last, with the
 * state before it, the decisions, their events and their hash chain. A zip file:
 *
 * <table>
 * <tr><td>{@code begin.json}</td><td>{@link Begin}</td></tr>
 * <tr><td>{@code books.bin}</td><td>the network's state before the first fact, with reference data
 * and agreements of then: {@link kizuna.streams.processing.StateSnapshot}. Empty if earlier rules
 * decided then: their state is the one that was sealed at the change of rules</td></tr>
 * <tr><td>{@code log.bin}</td><td>facts, each with its decision and dispatch events; at a change of
 * rules the sealed state</td></tr>
 * <tr><td>{@code end.json}</td><td>{@link End}</td></tr>
 * <tr><td>{@code signature.json}</td><td>{@link Signed}: over the SHA-256 of all before</td></tr>
 * </table>
 *
 * <p>Facts of other disasters in the same network are included: deciding again needs them.
 */
final class Archive {

  static final int FORMAT = 1;
  static final String BEGIN = "begin.json";
  static final String BOOKS = "books.bin";
  static final String LOG = "log.bin";
  static final String END = "end.json";
  static final String SIGNATURE = "signature.json";

  /** Parts that are signed, in their order. */
  static final List<String> SIGNED = List.of(BEGIN, BOOKS, LOG, END);

  /** Kinds of items in the log. */
  static final int ITEM_END = 0;

  static final int ITEM_SCHEMA = 1;
  static final int ITEM_FACT = 2;
  static final int ITEM_DECISION = 3;
  static final int ITEM_EVENT = 4;

  /** A part of the state that was sealed at a change of rules, before the next fact. */
  static final int ITEM_SEAL = 5;

  /** No record of the log is larger: their topics have a smaller limit. */
  static final int MAX_RECORD_BYTES = 16 << 20;

  private Archive() {}

  /**
   * The begin of an archive.
   *
   * @param disasterIds the disaster's id and its ids before other disasters were joined into it
   * @param partitions number of partitions of the namespace's topics
   */
  record Begin(
      int format,
      String namespace,
      String networkId,
      String disasterId,
      List<String> disasterIds,
      int partition,
      int partitions) {}

  /**
   * The end of an archive.
   *
   * @param headHash hash of the last decision, hex
   * @param rulesVersion version of the rules of the last decision
   * @param complete whether the disaster had left the state, so that no more records follow
   */
  record End(
      long facts,
      long decisions,
      long events,
      long firstSequence,
      long lastSequence,
      @Nullable String lastDecidedAt,
      String headHash,
      String rulesVersion,
      boolean complete) {}

  /**
   * @param publicKey X.509, Base64
   * @param signature Base64; over lines "name SHA-256" of the signed parts
   */
  record Signed(String algorithm, String publicKey, String signature) {}
}
