package kizuna.streams.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * The key by which an installation signs its archives: Ed25519 (RFC 8032), made on first use. A
 * signature shows that the owner of the private key wrote these bytes. It does not show that they
 * are true, or when they were written; compare the public key with one that was published elsewhere
 * before.
 */
public final class SigningKey {

  static final String ALGORITHM = "Ed25519";
  private static final String PRIVATE = "archive-key.private";
  private static final String PUBLIC = "archive-key.public";

  private final PrivateKey privateKey;
  private final String publicKey;

  private SigningKey(PrivateKey privateKey, String publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /**
   * The key of a folder, which only its owner reads; made if there is none.
   *
   * @throws UncheckedIOException if it cannot be read or written
   */
  public static SigningKey in(Path folder) {
    try {
      Path secret = folder.resolve(PRIVATE);
      if (!Files.exists(secret)) {
        Files.createDirectories(folder);
        KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        write(secret, pair.getPrivate().getEncoded());
        write(folder.resolve(PUBLIC), pair.getPublic().getEncoded());
        if (secret.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        }
      }
      KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
      return new SigningKey(
          keys.generatePrivate(
              new PKCS8EncodedKeySpec(Base64.getDecoder().decode(read(folder.resolve(PRIVATE))))),
          read(folder.resolve(PUBLIC)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "expected an Ed25519 key in " + folder + ", but " + e.getMessage(), e);
    }
  }

  private static void write(Path file, byte[] key) throws IOException {
    Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).strip();
  }

  /** The public key: X.509, Base64. */
  public String publicKey() {
    return publicKey;
  }

  byte[] sign(byte[] content) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("expected to sign with " + ALGORITHM, e);
    }
  }

  /** Whether content was signed by the owner of a public key; false if the key is not valid. */
  static boolean isSigned(byte[] content, byte[] by, String publicKey) {
    try {
      PublicKey key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(content);
      return signature.verify(by);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
