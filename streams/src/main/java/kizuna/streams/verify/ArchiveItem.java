package kizuna.streams.verify;

/**
 * A record in an archive.
 *
 * @param kind as in {@link Archive}
 * @param offset of a fact on its log; else 0
 * @param timestamp of a fact; else 0
 * @param wire its bytes in the wire format, with the schema id of the reader's registry
 */
record ArchiveItem(int kind, long offset, long timestamp, byte[] wire) {}
