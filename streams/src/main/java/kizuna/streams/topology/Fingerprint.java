package kizuna.streams.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import kizuna.facts.Fact;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificFixed;
import org.jspecify.annotations.Nullable;

/**
 * What a fact says, whenever and however it is said: a hash over the values of the read fact
 * without event id, occurredAt and recordedAt. A retry has the fingerprint of the first try,
 * whatever schema wrote it: a field that holds its default is left out, so that a field of a later
 * contract changes nothing.
 */
final class Fingerprint {

  static final int BYTES = 16;

  private static final int HEADER_BYTES = 5;
  private static final int UUID_LENGTH = 36;
  private static final Set<String> OF_THE_SENDING = Set.of("eventId", "occurredAt", "recordedAt");

  private final MessageDigest digest = Chain.sha256();

  byte[] of(Fact fact) {
    digest.reset();
    for (Schema.Field field : fact.getSchema().getFields()) {
      if (!OF_THE_SENDING.contains(field.name())) {
        update(field, fact.get(field.pos()));
      }
    }
    return Arrays.copyOf(digest.digest(), BYTES);
  }

  /** Whether a fingerprint that was kept is that of a fact, in today's form or in the earlier. */
  boolean isOf(byte[] kept, Fact fact, byte[] wire) {
    return Arrays.equals(kept, of(fact)) || Arrays.equals(kept, earlier(wire));
  }

  private void update(Schema.Field field, @Nullable Object value) {
    if (value == null || isDefault(field, value)) {
      return;
    }
    text(field.name());
    value(value);
  }

  private static boolean isDefault(Schema.Field field, Object value) {
    return field.hasDefaultValue() && value.equals(SpecificData.get().getDefaultValue(field));
  }

  private void value(@Nullable Object value) {
    if (value instanceof IndexedRecord record) {
      digest.update((byte) '{');
      for (Schema.Field field : record.getSchema().getFields()) {
        update(field, record.get(field.pos()));
      }
      digest.update((byte) '}');
    } else if (value instanceof List<?> list) {
      number(list.size());
      list.forEach(this::value);
    } else if (value instanceof SpecificFixed fixed) {
      digest.update(fixed.bytes());
    } else {
      // Codes, numbers, days, times, ids and texts: their text is one and the same everywhere.
      text(String.valueOf(value));
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    digest.update(bytes);
  }

  private void number(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  /**
   * The fingerprint that earlier versions kept: over the wire as it came, of the layout that our
   * own writers give it. Stores hold these for good, and a retry may come after an upgrade.
   */
  private byte @Nullable [] earlier(byte[] wire) {
    try {
      int networkStart = HEADER_BYTES + 1 + UUID_LENGTH;
      int networkEnd = skipString(wire, networkStart);
      int from = skipVarint(wire, skipVarint(wire, networkEnd));
      digest.reset();
      digest.update(wire, networkStart, networkEnd - networkStart);
      digest.update(wire, from, wire.length - from);
      return Arrays.copyOf(digest.digest(), BYTES);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      // Another writer's layout: earlier versions could not keep one of it.
      return null;
    }
  }

  private static int skipVarint(byte[] bytes, int from) {
    int at = from;
    while ((bytes[at] & 0x80) != 0) {
      at++;
    }
    return at + 1;
  }

  private static int skipString(byte[] bytes, int from) {
    int at = from;
    int shift = 0;
    long length = 0;
    int b;
    do {
      b = bytes[at++] & 0xff;
      length |= (long) (b & 0x7f) << shift;
      shift += 7;
    } while ((b & 0x80) != 0);
    long end = at + ((length >>> 1) ^ -(length & 1));
    if (end < at || end > bytes.length) {
      throw new IndexOutOfBoundsException((int) length);
    }
    return (int) end;
  }
}
