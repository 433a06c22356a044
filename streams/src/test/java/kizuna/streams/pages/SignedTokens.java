package kizuna.streams.pages;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Signs access tokens as an identity provider would, with a key made for one test. */
public final class SignedTokens {

  private static final int KEY_BITS = 2048;
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
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the public key lies, as the setting kizuna.access.public-key wants it. */
  public String publicKey() {
    return publicKey.toUri().toString();
  }

  /** The header Authorization of an account in a role; its name says both. */
  public String bearer(@Nullable String role, @Nullable String body) {
    return "Bearer " + token(account(role, body), role, body, Instant.now().plus(VALID));
  }

  /** The same, valid until some time ago. */
  public String expired(@Nullable String role, @Nullable String body) {
    return "Bearer " + token(account(role, body), role, body, Instant.now().minus(VALID));
  }

  /** The account that {@link #bearer} makes tokens for. */
  public static String account(@Nullable String role, @Nullable String body) {
    return "a-" + role + (body == null ? "" : "-" + body);
  }

  private String token(
      String account, @Nullable String role, @Nullable String body, Instant expires) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(account)
            .issueTime(Date.from(expires.minus(VALID)))
            .expirationTime(Date.from(expires));
    if (role != null) {
      claims.claim("kizuna_role", role);
    }
    if (body != null) {
      claims.claim("kizuna_body", body);
    }
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims.build());
    try {
      jwt.sign(new RSASSASigner(keys.getPrivate()));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jwt.serialize();
  }
}
