package kizuna.schemas.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Signs access tokens as an identity provider would, with a key made for one test. */
public final class SignedTokens {

  /** Whom its tokens are meant for, among others; what a test's application must be. */
  public static final String AUDIENCE = "kizuna";

  private static final List<String> OURS = List.of("another", AUDIENCE);

  /** Half as long as a provider's: every request of a test is checked by it. */
  private static final int KEY_BITS = 1024;

  private static final Duration VALID = Duration.ofHours(1);

  private final KeyPair keys;
  private final Path publicKey;

  public SignedTokens() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      keys = generator.generateKeyPair();
      publicKey = Files.createTempFile("kizuna-test", ".pem");
      publicKey.toFile().deleteOnExit();
      Files.writeString(
          publicKey,
          "-----BEGIN PUBLIC KEY-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(keys.getPublic().getEncoded())
              + "\n-----END PUBLIC KEY-----\n");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the public key lies, as the setting public-key-location wants it. */
  public String publicKey() {
    return publicKey.toUri().toString();
  }

  /** The header Authorization of an account in a role; its name says both. */
  public String bearer(@Nullable String role, @Nullable String body) {
    return "Bearer " + token(account(role, body), role, body, OURS, soon());
  }

  /** The same, but meant for other applications of the provider. */
  public String meantForAnother(@Nullable String role, @Nullable String body) {
    List<String> others = List.of("another", "kizuna-2");
    return "Bearer " + token(account(role, body), role, body, others, soon());
  }

  /** The same, but it does not say for whom. */
  public String meantForNobody(@Nullable String role, @Nullable String body) {
    return "Bearer " + token(account(role, body), role, body, List.of(), soon());
  }

  /** The same, valid until some time ago. */
  public String expired(@Nullable String role, @Nullable String body) {
    return "Bearer " + token(account(role, body), role, body, OURS, Instant.now().minus(VALID));
  }

  /** The same, but it does not say until when. */
  public String endless(@Nullable String role, @Nullable String body) {
    return "Bearer " + token(account(role, body), role, body, OURS, null);
  }

  /** Five parts, as an encrypted token has them: nobody here can read it. */
  public static String encrypted() {
    String header = part("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A128GCM\"}".getBytes(UTF_8));
    String any = part(new byte[16]);
    return "Bearer " + String.join(".", header, any, part(new byte[12]), any, any);
  }

  /** The account that {@link #bearer} makes tokens for. */
  public static String account(@Nullable String role, @Nullable String body) {
    return "a-" + role + (body == null ? "" : "-" + body);
  }

  private static Instant soon() {
    return Instant.now().plus(VALID);
  }

  private String token(
      String account,
      @Nullable String role,
      @Nullable String body,
      List<String> audience,
      @Nullable Instant expires) {
    ObjectNode claims = JsonNodeFactory.instance.objectNode();
    claims.put("sub", account);
    if (!audience.isEmpty()) {
      audience.forEach(claims.putArray("aud")::add);
    }
    if (expires != null) {
      claims.put("iat", expires.minus(VALID).getEpochSecond());
      claims.put("exp", expires.getEpochSecond());
    }
    if (role != null) {
      claims.put("kizuna_role", role);
    }
    if (body != null) {
      claims.put("kizuna_body", body);
    }
    String said =
        part("{\"alg\":\"RS256\"}".getBytes(UTF_8)) + "." + part(claims.toString().getBytes(UTF_8));
    return said + "." + part(signature(said));
  }

  private static String part(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private byte[] signature(String said) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(said.getBytes(UTF_8));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
