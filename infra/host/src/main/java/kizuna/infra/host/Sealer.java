package kizuna.infra.host;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts and authenticates (AES-GCM) data that this installation stores elsewhere. Every process
 * with the same secret can open it.
 */
public final class Sealer {

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String DIGEST = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec key;
  private final SecretKeySpec digestKey;

  /**
   * @param secret of {@link PrivateFiles#newSecret}
   */
  public Sealer(String secret) {
    byte[] bytes = Base64.getUrlDecoder().decode(secret.strip());
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "expected a secret of " + KEY_BYTES + " bytes, but " + bytes.length);
    }
    this.key = new SecretKeySpec(bytes, "AES");
    this.digestKey = new SecretKeySpec(hmac(new SecretKeySpec(bytes, DIGEST), "digest"), DIGEST);
  }

  /**
   * @param context its purpose: it can be opened in the same context only
   */
  public byte[] seal(byte[] plain, String context) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, nonce, plain, context);
    byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + encrypted.length);
    System.arraycopy(encrypted, 0, all, NONCE_BYTES, encrypted.length);
    return all;
  }

  /** Empty if another secret encrypted it, it was changed, or it is of another context. */
  public Optional<byte[]> open(byte[] encrypted, String context) {
    if (encrypted.length <= NONCE_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          cipher(
              Cipher.DECRYPT_MODE,
              Arrays.copyOf(encrypted, NONCE_BYTES),
              Arrays.copyOfRange(encrypted, NONCE_BYTES, encrypted.length),
              context));
    } catch (IllegalStateException e) {
      return Optional.empty();
    }
  }

  /** Returns a keyed digest: it does not reveal the text without the secret. */
  public String digest(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(digestKey, text));
  }

  private static byte[] hmac(SecretKeySpec key, String text) {
    try {
      Mac mac = Mac.getInstance(DIGEST);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // exists in every Java
    }
  }

  private byte[] cipher(int mode, byte[] nonce, byte[] bytes, String context) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("expected what this installation encrypted", e);
    }
  }
}
