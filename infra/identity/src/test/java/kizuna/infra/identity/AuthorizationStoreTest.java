package kizuna.infra.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import kizuna.infra.host.PrivateFiles;
import kizuna.infra.host.SealedStore;
import kizuna.infra.host.Sealer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2DeviceCode;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2UserCode;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/** What is in force is never pushed out by what is asked, and each store has its bound. */
class AuthorizationStoreTest {

  private static final RegisteredClient CLIENT =
      RegisteredClient.withId("1")
          .clientId("kizuna-cli")
          .authorizationGrantType(AuthorizationGrantType.DEVICE_CODE)
          .build();
  private static final Instant NOW = Instant.now();

  @TempDir Path folder;

  private final Sealer sealer = new Sealer(PrivateFiles.newSecret());
  private AuthorizationStore authorizations;

  @BeforeEach
  void open() {
    authorizations = store();
  }

  private AuthorizationStore store() {
    Clock clock = Clock.systemUTC();
    return new AuthorizationStore(
        clock,
        new SealedStore(
            new SealedStore.DatabaseAddress(
                "jdbc:sqlite:" + folder.resolve("grants.db"), null, null),
            "idp_grant",
            sealer,
            clock));
  }

  @AfterEach
  void close() {
    authorizations.close();
  }

  @Test
  void whatIsInForceOutlivesARestartAndAUsedRefreshTokenStillEndsItsSignIn() {
    authorizations.save(grant("1", "desk-wajima", "refresh-1"));
    authorizations.save(grant("1", "desk-wajima", "refresh-2"));
    authorizations.save(grant("2", "viewer", "viewer-1"));
    authorizations.save(code("code-1"));

    try (AuthorizationStore again = store()) {
      assertThat(again.inForce()).isEqualTo(2);
      assertThat(again.pending()).isZero();
      assertThat(again.findByToken("viewer-1", OAuth2TokenType.REFRESH_TOKEN)).isNotNull();
      assertThat(again.findByToken("refresh-1", OAuth2TokenType.REFRESH_TOKEN)).isNull();
      assertThat(again.findByToken("refresh-2", OAuth2TokenType.REFRESH_TOKEN))
          .as("ended by the use of the one before")
          .isNull();
    }
  }

  @Test
  void fiveThousandCodesThatNobodyTypedInSignNobodyOut() {
    authorizations.save(grant("1", "desk-wajima", "refresh-1"));

    for (int i = 0; i < 5_100; i++) {
      authorizations.save(code("code-" + i));
    }

    assertThat(found("refresh-1")).isTrue();
    assertThat(authorizations.pending()).isEqualTo(AuthorizationStore.MAX_PENDING);
    assertThat(authorizations.inForce()).isEqualTo(1);
  }

  @Test
  void anAccountThatSignsInWithoutEndLosesItsOwnSignIns() {
    authorizations.save(grant("1", "desk-wajima", "refresh-1"));

    for (int i = 0; i <= AuthorizationStore.MAX_OF_ACCOUNT; i++) {
      authorizations.save(grant("v" + i, "viewer", "viewer-" + i));
    }

    assertThat(found("refresh-1")).isTrue();
    assertThat(found("viewer-0")).isFalse();
    assertThat(found("viewer-1")).isTrue();
    assertThat(authorizations.inForce()).isEqualTo(AuthorizationStore.MAX_OF_ACCOUNT + 1);
  }

  @Test
  void whenThereAreTooManyTheAccountThatHasTheMostGivesWay() {
    authorizations.save(grant("1", "desk-wajima", "refresh-1"));

    for (int i = 0; i < AuthorizationStore.MAX_IN_FORCE + 50; i++) {
      authorizations.save(grant("w" + i, "ward-" + i % 5, "ward-" + i));
    }

    assertThat(found("refresh-1")).isTrue();
    assertThat(authorizations.inForce()).isEqualTo(AuthorizationStore.MAX_IN_FORCE);
  }

  @Test
  void aRefreshTokenThatIsUsedAgainEndsWhatFollowedFromIt() {
    authorizations.save(grant("1", "desk-wajima", "first"));
    authorizations.save(grant("1", "desk-wajima", "second"));
    authorizations.save(grant("1", "desk-wajima", "third"));
    authorizations.save(grant("2", "desk-wajima", "other"));

    assertThat(found("first")).isFalse();

    assertThat(found("third")).isFalse();
    assertThat(found("other")).isTrue();
  }

  @Test
  void theTokensThatWereUsedAreRememberedUpToALimit() {
    for (int i = 0; i <= AuthorizationStore.MAX_USED_TOKENS + 1; i++) {
      authorizations.save(grant("1", "desk-wajima", "token-" + i));
    }

    assertThat(found("token-0")).as("forgotten: refused, and nothing ends").isFalse();
    assertThat(found("token-" + (AuthorizationStore.MAX_USED_TOKENS + 1))).isTrue();
    assertThat(found("token-1")).isFalse();
    assertThat(found("token-" + (AuthorizationStore.MAX_USED_TOKENS + 1))).isFalse();
  }

  private boolean found(String refreshToken) {
    return authorizations.findByToken(refreshToken, OAuth2TokenType.REFRESH_TOKEN) != null;
  }

  private static OAuth2Authorization grant(String id, String account, String refreshToken) {
    return OAuth2Authorization.withRegisteredClient(CLIENT)
        .id(id)
        .principalName(account)
        .authorizationGrantType(AuthorizationGrantType.DEVICE_CODE)
        .token(new OAuth2RefreshToken(refreshToken, NOW, NOW.plusSeconds(600)))
        .build();
  }

  private static OAuth2Authorization code(String value) {
    return OAuth2Authorization.withRegisteredClient(CLIENT)
        .id(UUID.randomUUID().toString())
        .principalName("kizuna-cli")
        .authorizationGrantType(AuthorizationGrantType.DEVICE_CODE)
        .token(new OAuth2DeviceCode("device-" + value, NOW, NOW.plusSeconds(600)))
        .token(new OAuth2UserCode(value, NOW, NOW.plusSeconds(600)))
        .build();
  }
}
