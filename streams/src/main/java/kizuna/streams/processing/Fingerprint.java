package kizuna.streams.processing;

import java.security.MessageDigest;
import java.util.Arrays;
import kizuna.facts.Fact;
import kizuna.schemas.form.FactContent;
import org.jspecify.annotations.Nullable;

/** The hash of a fact's content, which identifies a retry. */
final class Fingerprint {

  static final int BYTES = 16;

  private static final int HEADER_BYTES = 5;
  private static final int UUID_LENGTH = 36;

  private final MessageDigest digest = HashChain.sha256();

  byte[] of(Fact fact) {
    return Arrays.copyOf(FactContent.digest(fact), BYTES);
  }

  /** Whether a stored fingerprint matches a fact, in today's form or in the earlier one. */
  boolean isOf(byte[] kept, Fact fact, byte[] wire) {
    return Arrays.equals(kept, of(fact)) || Arrays.equals(kept, earlier(wire));
  }

  /**
   * The fingerprint of earlier versions: over the received wire bytes, in the layout of our own
   * writers. Stores keep these permanently, and a retry may arrive after an upgrade.
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
      // Another writer's layout: earlier versions had no fingerprint of it.
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
