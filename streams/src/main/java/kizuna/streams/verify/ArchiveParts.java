package kizuna.streams.verify;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** The parts of an archive file, each with its hash. */
final class ArchiveParts implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final ZipOutputStream zip;
  private final MessageDigest digest = sha256();
  private final StringBuilder signed = new StringBuilder();
  private DataOutputStream out;
  private String open = "";

  ArchiveParts(OutputStream to) {
    this.zip = new ZipOutputStream(to);
    this.out = new DataOutputStream(OutputStream.nullOutputStream());
  }

  DataOutputStream out() {
    return out;
  }

  void begin(String name) throws IOException {
    end();
    open = name;
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    zip.putNextEntry(entry);
    digest.reset();
    out =
        new DataOutputStream(
            new BufferedOutputStream(new DigestOutputStream(zip, digest), BUFFER_BYTES));
  }

  private void end() throws IOException {
    if (!open.isEmpty()) {
      out.flush();
      zip.closeEntry();
      signed.append(ArchiveReader.line(open, digest.digest()));
      open = "";
    }
  }

  void json(String name, Object value) throws IOException {
    begin(name);
    out.write(JsonMapper.shared().writeValueAsBytes(value));
  }

  void sign(SigningKey key) throws IOException {
    end();
    byte[] content = signed.toString().getBytes(StandardCharsets.UTF_8);
    json(
        Archive.SIGNATURE,
        new Archive.Signed(
            SigningKey.ALGORITHM,
            key.publicKey(),
            Base64.getEncoder().encodeToString(key.sign(content))));
    end();
    zip.finish();
  }

  @Override
  public void close() throws IOException {
    zip.flush();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected SHA-256 in every Java", e);
    }
  }
}
