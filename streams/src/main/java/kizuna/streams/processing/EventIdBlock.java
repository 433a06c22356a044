package kizuna.streams.processing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * How event ids are stored: those of up to {@value #DECISIONS} decisions that follow each other in
 * one entry, so that a commit under load writes one record for many facts, and a restoration reads
 * few. Which ids share an entry follows from their decisions alone.
 *
 * <p>Earlier releases wrote an entry for each id, under its UUID. A snapshot still lists them so:
 * its bytes are the same for the state of any release, because the decisions contain their hash.
 */
final class EventIdBlock {

  static final int DECISIONS = 16;

  private static final int UUID_LENGTH = 36;
  private static final int ID_BYTES = 2 * Long.BYTES;
  private static final int BYTES = Long.BYTES + ID_BYTES + Fingerprint.BYTES + Long.BYTES;

  /**
   * One event id.
   *
   * @param sequence of the decision on its fact
   * @param atMillis the log's time of that; 0: rules before version 6 did not store it
   */
  record Slot(long sequence, UUID id, byte[] fingerprint, long atMillis) {}

  private EventIdBlock() {}

  static String key(String networkId, long sequence) {
    return StateKeys.eventIds(networkId, sequence / DECISIONS);
  }

  /** Whether a key is that of a single id. */
  static boolean isSingle(String key) {
    return key.length() - key.lastIndexOf('|') - 1 == UUID_LENGTH;
  }

  /** The ids of an entry, in the order of their decisions. */
  static List<Slot> read(String key, byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    if (isSingle(key)) {
      long sequence = buffer.getLong();
      UUID id = UUID.fromString(key.substring(key.lastIndexOf('|') + 1));
      byte[] fingerprint = fingerprint(buffer);
      return List.of(
          new Slot(sequence, id, fingerprint, buffer.hasRemaining() ? buffer.getLong() : 0));
    }
    List<Slot> slots = new ArrayList<>(value.length / BYTES);
    while (buffer.hasRemaining()) {
      slots.add(
          new Slot(
              buffer.getLong(),
              new UUID(buffer.getLong(), buffer.getLong()),
              fingerprint(buffer),
              buffer.getLong()));
    }
    return slots;
  }

  private static byte[] fingerprint(ByteBuffer from) {
    byte[] fingerprint = new byte[Fingerprint.BYTES];
    from.get(fingerprint);
    return fingerprint;
  }

  static byte[] write(List<Slot> slots) {
    ByteBuffer buffer = ByteBuffer.allocate(slots.size() * BYTES);
    slots.forEach(slot -> put(slot, buffer));
    return buffer.array();
  }

  /** An entry with one id more at its end. */
  static byte[] with(byte[] entry, Slot slot) {
    byte[] longer = Arrays.copyOf(entry, entry.length + BYTES);
    put(slot, ByteBuffer.wrap(longer, entry.length, BYTES));
    return longer;
  }

  private static void put(Slot slot, ByteBuffer to) {
    to.putLong(slot.sequence)
        .putLong(slot.id.getMostSignificantBits())
        .putLong(slot.id.getLeastSignificantBits())
        .put(slot.fingerprint)
        .putLong(slot.atMillis);
  }

  /** All ids of a network in the order of their own keys. */
  static List<Slot> inOrderOfIds(StateStore store, String networkId) {
    List<Slot> slots = new ArrayList<>();
    store.scan(
        StateKeys.prefix(StateKeys.EVENT_IDS, networkId),
        (key, value) -> slots.addAll(read(key, value)));
    slots.sort(
        Comparator.comparing((Slot slot) -> slot.id.getMostSignificantBits(), Long::compareUnsigned)
            .thenComparing(slot -> slot.id.getLeastSignificantBits(), Long::compareUnsigned));
    return slots;
  }

  /** The value of an entry of its own. */
  static byte[] single(Slot slot) {
    byte[] value =
        ByteBuffer.allocate(Long.BYTES + Fingerprint.BYTES + Long.BYTES)
            .putLong(slot.sequence)
            .put(slot.fingerprint)
            .putLong(slot.atMillis)
            .array();
    return slot.atMillis == 0 ? Arrays.copyOf(value, value.length - Long.BYTES) : value;
  }
}
