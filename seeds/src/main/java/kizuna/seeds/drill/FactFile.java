package kizuna.seeds.drill;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import kizuna.facts.Fact;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.schemas.text.UserFileException;
import org.jspecify.annotations.Nullable;

/**
 * Facts in a file as Avro, each behind its length. A log of JSON lines is checked once and copied
 * here: it is then read ten times as fast, and cannot change while it is replayed. At most {@link
 * #MAX_FACTS} facts and {@link #MAX_BYTES} bytes.
 */
final class FactFile implements FactSource {

  static final int MAX_FACTS = 5_000_000;

  static final long MAX_BYTES = 8L << 30;

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final int size;
  private final WireFormat<Fact> format;

  private FactFile(Path path, int size, WireFormat<Fact> format) {
    this.path = path;
    this.size = size;
    this.format = format;
  }

  /**
   * Copies the facts of a log, without reference data.
   *
   * @throws IOException if there are too many, or the file cannot be written
   */
  static FactFile copy(Iterator<Fact> facts, Path path) throws IOException {
    WireFormat<Fact> format =
        WireFormat.of(Topics.of(Namespace.LIVE).intake, new InMemoryRegistry());
    int size = 0;
    long bytes = 0;
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path), BUFFER_BYTES))) {
      while (facts.hasNext()) {
        byte[] wire = format.encode(facts.next());
        size++;
        bytes += Integer.BYTES + wire.length;
        if (size > MAX_FACTS || bytes > MAX_BYTES) {
          throw new UserFileException(Drills.WORDS.of("log.large", MAX_FACTS, MAX_BYTES));
        }
        out.writeInt(wire.length);
        out.write(wire);
      }
    }
    return new FactFile(path, size, format);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int reference() {
    return 0;
  }

  @Override
  public Facts open() {
    try {
      return new Reader(
          new DataInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Reader implements Facts {
    private final DataInputStream in;
    private @Nullable Fact next;

    Reader(DataInputStream in) {
      this.in = in;
    }

    @Override
    public boolean hasNext() {
      if (next == null) {
        next = read();
      }
      return next != null;
    }

    private @Nullable Fact read() {
      try {
        byte[] wire = new byte[in.readInt()];
        in.readFully(wire);
        return format.decode(wire);
      } catch (EOFException e) {
        return null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (UnreadableRecord e) {
        throw new IllegalStateException("expected to read what was written to " + path, e);
      }
    }

    @Override
    public Fact next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException("the end of " + path);
      }
      Fact fact = next;
      next = null;
      return fact;
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
