package kizuna.infra.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import kizuna.codes.AccountRole;

/**
 * Tokens of the readers of a measurement: accounts that may read, signed by a key pair of this run
 * only; many accounts, because the streams are limited for each account.
 *
 * @param publicKey file with the key that the process trusts
 * @param headers value of the header Authorization of each account
 */
record ViewerToken(Path publicKey, List<String> headers) {

  private static final int ACCOUNTS = 50;

  private static final int KEY_BITS = 2048;
  private static final Duration VALID = Duration.ofHours(2);
  private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

  /** Makes the key pair, and writes its public half into a folder. */
  static ViewerToken make(Path folder) throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      KeyPair keys = generator.generateKeyPair();
      Path publicKey =
          Files.writeString(
              folder.resolve("viewers.pem"),
              "-----BEGIN PUBLIC KEY-----\n"
                  + PEM.encodeToString(keys.getPublic().getEncoded())
                  + "\n-----END PUBLIC KEY-----\n");
      Instant now = Instant.now();
      List<String> headers = new ArrayList<>();
      for (int account = 0; account < ACCOUNTS; account++) {
        SignedJWT token =
            new SignedJWT(
                new JWSHeader(JWSAlgorithm.RS256),
                new JWTClaimsSet.Builder()
                    .subject("bench-" + account)
                    .issueTime(Date.from(now))
                    .expirationTime(Date.from(now.plus(VALID)))
                    .claim("kizuna_role", AccountRole.VIEWER.name())
                    .build());
        token.sign(new RSASSASigner(keys.getPrivate()));
        headers.add("Bearer " + token.serialize());
      }
      return new ViewerToken(publicKey, headers);
    } catch (NoSuchAlgorithmException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
