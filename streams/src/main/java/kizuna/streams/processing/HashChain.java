package kizuna.streams.processing;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Sha256;

/**
 * The hash chain over the decisions of a network. A decision's hash covers its own Avro bytes up
 * to, not including, the intake offset: those hold the hash of the fact, of the dispatch events,
 * and of the decision before.
 */
public final class HashChain {

  private static final int HASH_BYTES = 32;
  private static final int HEADER_BYTES = 5;

  /** The previous hash of a network's first decision, and the hash of no events. */
  public static final byte[] ZEROS = new byte[HASH_BYTES];

  private HashChain() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected SHA-256 in every Java", e);
    }
  }

  /** Puts the hash into the last 32 bytes of an encoded decision, and returns it. */
  static Sha256 seal(byte[] wire, long intakeOffset, MessageDigest digest) {
    digest.reset();
    digest.update(
        wire, HEADER_BYTES, wire.length - HEADER_BYTES - HASH_BYTES - varintLength(intakeOffset));
    byte[] hash = digest.digest();
    System.arraycopy(hash, 0, wire, wire.length - HASH_BYTES, HASH_BYTES);
    return new Sha256(hash);
  }

  /** Whether the hash in an encoded decision is that of its bytes. */
  public static boolean isSealed(byte[] wire, long intakeOffset) {
    byte[] copy = wire.clone();
    byte[] claimed = Arrays.copyOfRange(wire, wire.length - HASH_BYTES, wire.length);
    return Arrays.equals(claimed, seal(copy, intakeOffset, sha256()).bytes());
  }

  /** Whether a decision holds the hash of this fact. */
  public static boolean isOfFact(MatchDecision decision, byte[] wire) {
    return decision.getFactHash().equals(ofPayload(wire, sha256()));
  }

  /** Whether a decision holds the hash of these dispatch events. */
  public static boolean isOfEvents(MatchDecision decision, List<byte[]> wires) {
    return decision.getEventsHash().equals(ofEvents(wires, sha256()));
  }

  /** Hash of dispatch events in order; zeros if there are none. */
  static Sha256 ofEvents(List<byte[]> wires, MessageDigest digest) {
    if (wires.isEmpty()) {
      return new Sha256(ZEROS);
    }
    digest.reset();
    for (byte[] wire : wires) {
      digest.update(wire, HEADER_BYTES, wire.length - HEADER_BYTES);
    }
    return new Sha256(digest.digest());
  }

  static Sha256 ofPayload(byte[] wire, MessageDigest digest) {
    digest.reset();
    digest.update(wire, HEADER_BYTES, wire.length - HEADER_BYTES);
    return new Sha256(digest.digest());
  }

  /** The sequence in a chain head as it is in the store. */
  public static long sequenceOf(byte[] head) {
    return Head.of(head).sequence();
  }

  /** The hash in a chain head as it is in the store. */
  public static byte[] hashOf(byte[] head) {
    return Head.of(head).hash();
  }

  private static int varintLength(long value) {
    long zigzag = (value << 1) ^ (value >> 63);
    int length = 1;
    while ((zigzag & ~0x7FL) != 0) {
      zigzag >>>= 7;
      length++;
    }
    return length;
  }

  /**
   * The end of a network's log: the last sequence, the last hash, the log's clock in milliseconds,
   * the census of the state then, and the number of times its time was set back.
   */
  record Head(long sequence, byte[] hash, long clockMillis, Census census, int timesSetBack) {

    static final Head START = new Head(0, ZEROS, 0, Census.EMPTY, 0);

    byte[] bytes() {
      return ByteBuffer.allocate(HASH_BYTES + 5 * Long.BYTES + Integer.BYTES)
          .putLong(sequence)
          .put(hash)
          .putLong(clockMillis)
          .putLong(census.eventIds())
          .putLong(census.lastEventId())
          .putLong(census.entries())
          .putInt(timesSetBack)
          .array();
    }

    static Head of(byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      long sequence = buffer.getLong();
      byte[] hash = new byte[HASH_BYTES];
      buffer.get(hash);
      long clock = buffer.getLong();
      // Heads of earlier versions end here, or after the census.
      Census census =
          buffer.hasRemaining()
              ? new Census(buffer.getLong(), buffer.getLong(), buffer.getLong())
              : Census.UNKNOWN;
      return new Head(sequence, hash, clock, census, buffer.hasRemaining() ? buffer.getInt() : 0);
    }
  }

  /**
   * Counts of a network's saved state. A store that lost entries, or is an older copy, has another
   * number of event ids or entries, or an earlier last id.
   *
   * @param eventIds event ids of decided facts
   * @param lastEventId sequence of the decision that saved the last of them
   * @param entries all other entries loaded at a start: facts of the reference data, requests,
   *     offers, dispatches, agreements, the rest of ended disasters, the version of the rules
   */
  record Census(long eventIds, long lastEventId, long entries) {
    static final Census EMPTY = new Census(0, 0, 0);

    /** The census of a head from an earlier version. */
    static final Census UNKNOWN = new Census(-1, -1, -1);
  }
}
