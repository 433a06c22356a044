package kizuna.streams.verify;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import kizuna.schemas.text.UserFileException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the parts of an archive in their order, and hashes them. */
final class ArchiveReader {

  /** A larger archive is refused: it would fill the memory. */
  private static final long MAX_BYTES = 64L << 30;

  private static final int MAX_JSON_BYTES = 1 << 20;

  private final ZipInputStream zip;
  private final StringBuilder signed = new StringBuilder();
  private long bytes;

  ArchiveReader(InputStream file) {
    this.zip = new ZipInputStream(file);
  }

  /** Names and hashes of the parts that were read so far: the content of a signature. */
  byte[] signedContent() {
    return signed.toString().getBytes(StandardCharsets.UTF_8);
  }

  interface Reading {
    void read(DataInputStream in) throws IOException;
  }

  void part(String name, Reading reading) throws IOException {
    ZipEntry entry = zip.getNextEntry();
    if (entry == null || !entry.getName().equals(name)) {
      throw new UserFileException(
          entry == null
              ? VerifyMessages.LIST.of("archive.end", name)
              : VerifyMessages.LIST.of("archive.part", name, entry.getName()));
    }
    MessageDigest digest = ArchiveParts.sha256();
    InputStream counted = new Counting(new DigestInputStream(zip, digest));
    reading.read(new DataInputStream(counted));
    counted.transferTo(java.io.OutputStream.nullOutputStream());
    signed.append(line(name, digest.digest()));
  }

  <T> T json(String name, Class<T> type) throws IOException {
    Object[] read = new Object[1];
    part(name, in -> read[0] = JsonMapper.shared().readValue(in.readNBytes(MAX_JSON_BYTES), type));
    return type.cast(read[0]);
  }

  /** The line of a part in the signed content. */
  static String line(String part, byte[] sha256) {
    return part + " " + HexFormat.of().formatHex(sha256) + "\n";
  }

  /** Stops at the limit: a small file may unpack to any size. */
  private final class Counting extends java.io.FilterInputStream {
    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      count(1);
      return super.read();
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      int read = super.read(into, from, most);
      count(Math.max(0, read));
      return read;
    }

    private void count(long more) throws IOException {
      bytes += more;
      if (bytes > MAX_BYTES) {
        throw new UserFileException(VerifyMessages.LIST.of("archive.bytes", MAX_BYTES));
      }
    }
  }
}
