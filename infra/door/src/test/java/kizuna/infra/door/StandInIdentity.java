package kizuna.infra.door;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import kizuna.infra.host.Ports;
import org.jspecify.annotations.Nullable;

/** An identity provider's keys, and tokens that it signed. */
final class StandInIdentity implements AutoCloseable {

  static final URI ISSUER = URI.create("http://issuer.example/idp");

  /** Whom its tokens are meant for, beside another application. */
  static final String AUDIENCE = "kizuna";

  private static final List<String> OURS = List.of("another", AUDIENCE);

  private final RSAKey key = newKey();
  private final HttpServer server;

  StandInIdentity() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(Ports.LOOPBACK), 0), 0);
    server.createContext(
        "/jwks",
        exchange -> {
          byte[] body = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.createContext(
        "/token",
        exchange -> {
          byte[] body =
              ("{\"token_type\":\"Bearer\",\"expires_in\":600,\"access_token\":\""
                      + token("kizuna", "SERVICE")
                      + "\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyID("k").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As a front door at some address must know it. */
  ProviderSettings provider(URI door) {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new ProviderSettings(
        ISSUER,
        "kizuna-door",
        "secret",
        base.resolve("/authorize"),
        base.resolve("/token"),
        base.resolve("/jwks"),
        Optional.empty(),
        ProviderSettings.ROLE_CLAIM,
        ProviderSettings.BODY_CLAIM,
        Optional.of(AUDIENCE),
        Optional.empty());
  }

  /** A token that is in force. */
  String token(String account, String role) {
    return token(account, role, ISSUER, Instant.now().plusSeconds(600));
  }

  /** A token that is in force, for these applications. */
  String tokenFor(List<String> audience) {
    Instant expires = Instant.now().plusSeconds(600);
    return token(key, "desk-wajima", "DESK", ISSUER, audience, expires);
  }

  /** A token signed with this provider's key. */
  String token(String account, String role, URI issuer, @Nullable Instant expires) {
    return token(key, account, role, issuer, OURS, expires);
  }

  /** A token that somebody encrypted, which nobody here asked for. */
  static String encrypted(String account, Instant expires) {
    try {
      EncryptedJWT token =
          new EncryptedJWT(
              new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A128GCM)
                  .keyID("k")
                  .build(),
              new JWTClaimsSet.Builder()
                  .subject(account)
                  .issuer(ISSUER.toString())
                  .expirationTime(Date.from(expires))
                  .build());
      token.encrypt(new RSAEncrypter(newKey()));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param audience whom it is meant for; empty: it does not say
   * @param expires when it ends; null: it does not say
   */
  static String token(
      RSAKey key,
      String account,
      String role,
      URI issuer,
      List<String> audience,
      @Nullable Instant expires) {
    try {
      JWTClaimsSet.Builder claims =
          new JWTClaimsSet.Builder()
              .subject(account)
              .issuer(issuer.toString())
              .audience(audience)
              .claim(ProviderSettings.ROLE_CLAIM, role);
      if (expires != null) {
        claims.issueTime(Date.from(expires.minusSeconds(600))).expirationTime(Date.from(expires));
      }
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(), claims.build());
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
