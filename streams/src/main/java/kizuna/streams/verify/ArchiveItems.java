package kizuna.streams.verify;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.text.UserFileException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The records of an archive's log, one by one; registers their schemas. */
final class ArchiveItems implements Iterator<ArchiveItem> {

  private static final int HEADER_BYTES = 5;

  private final DataInputStream in;
  private final List<Schema> schemas = new ArrayList<>();
  private final Topics topics;
  private final InMemoryRegistry registry;
  private @Nullable ArchiveItem next;
  private boolean ended;

  ArchiveItems(Topics topics, InMemoryRegistry registry, DataInputStream in) throws IOException {
    this.topics = topics;
    this.registry = registry;
    this.in = in;
    advance();
  }

  private void advance() throws IOException {
    next = null;
    while (next == null && !ended) {
      int kind = in.read();
      switch (kind) {
        case Archive.ITEM_END -> ended = true;
        case Archive.ITEM_SCHEMA -> schemas.add(schema(bytes()));
        case Archive.ITEM_FACT -> {
          long offset = in.readLong();
          next = new ArchiveItem(kind, offset, in.readLong(), wire(topics.intake.subject()));
        }
        case Archive.ITEM_DECISION ->
            next = new ArchiveItem(kind, 0, 0, wire(topics.matchDecisions.subject()));
        case Archive.ITEM_SEAL ->
            next = new ArchiveItem(kind, 0, 0, wire(topics.bookSeals.subject()));
        case Archive.ITEM_EVENT ->
            next = new ArchiveItem(kind, 0, 0, wire(topics.dispatchEvents.subject()));
        default -> throw new UserFileException(VerifyMessages.LIST.of("archive.kind", kind));
      }
    }
  }

  private Schema schema(byte[] text) throws IOException {
    try {
      return new Schema.Parser().parse(new String(text, StandardCharsets.UTF_8));
    } catch (AvroRuntimeException e) {
      throw new UserFileException(
          VerifyMessages.LIST.of("archive.schema", String.valueOf(e.getMessage())), e);
    }
  }

  private byte[] wire(String subject) throws IOException {
    int number = in.readInt();
    if (number < 0 || number >= schemas.size()) {
      throw new UserFileException(
          VerifyMessages.LIST.of("archive.schemaNumber", schemas.size(), number));
    }
    byte[] payload = bytes();
    return ByteBuffer.allocate(HEADER_BYTES + payload.length)
        .put((byte) 0)
        .putInt(registry.register(subject, schemas.get(number)))
        .put(payload)
        .array();
  }

  private byte[] bytes() throws IOException {
    int length = in.readInt();
    if (length < 0 || length > Archive.MAX_RECORD_BYTES) {
      throw new UserFileException(
          VerifyMessages.LIST.of("archive.recordBytes", Archive.MAX_RECORD_BYTES, length));
    }
    byte[] read = in.readNBytes(length);
    if (read.length < length) {
      throw new UserFileException(VerifyMessages.LIST.of("archive.cut", length));
    }
    return read;
  }

  ArchiveItem peek() {
    return Optional.ofNullable(next).orElseThrow();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public ArchiveItem next() {
    ArchiveItem item = peek();
    try {
      advance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return item;
  }
}
