package kizuna.infra.identity;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2DeviceCode;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.OAuth2UserCode;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/**
 * What was granted to whom, in memory and bounded: what has expired goes first, then what was used
 * longest ago. After a restart of the launcher people sign in again.
 */
final class Authorizations implements OAuth2AuthorizationService {

  private static final int MOST = 5_000;
  private static final int SWEEP_EVERY = 100;

  private final Clock clock;
  private final Map<String, OAuth2Authorization> byId = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, String> idByValue = new HashMap<>();
  private int saved;

  Authorizations(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void save(OAuth2Authorization authorization) {
    forget(authorization.getId());
    byId.put(authorization.getId(), authorization);
    values(authorization).forEach(value -> idByValue.put(value, authorization.getId()));
    saved++;
    if (saved % SWEEP_EVERY == 0 || byId.size() > MOST) {
      sweep();
    }
  }

  @Override
  public synchronized void remove(OAuth2Authorization authorization) {
    forget(authorization.getId());
  }

  @Override
  public synchronized @Nullable OAuth2Authorization findById(String id) {
    return byId.get(id);
  }

  @Override
  public synchronized @Nullable OAuth2Authorization findByToken(
      String value, @Nullable OAuth2TokenType type) {
    String id = idByValue.get(value);
    OAuth2Authorization found = id == null ? null : byId.get(id);
    return found != null && (type == null || isOfType(found, value, type)) ? found : null;
  }

  synchronized int size() {
    return byId.size();
  }

  private static boolean isOfType(
      OAuth2Authorization authorization, String value, OAuth2TokenType type) {
    return switch (type.getValue()) {
      case OAuth2ParameterNames.STATE ->
          value.equals(authorization.getAttribute(OAuth2ParameterNames.STATE));
      case OAuth2ParameterNames.CODE -> is(authorization, OAuth2AuthorizationCode.class, value);
      case OAuth2ParameterNames.DEVICE_CODE -> is(authorization, OAuth2DeviceCode.class, value);
      case OAuth2ParameterNames.USER_CODE -> is(authorization, OAuth2UserCode.class, value);
      case OAuth2ParameterNames.ACCESS_TOKEN -> is(authorization, OAuth2AccessToken.class, value);
      case OAuth2ParameterNames.REFRESH_TOKEN -> is(authorization, OAuth2RefreshToken.class, value);
      default -> false;
    };
  }

  private static <T extends OAuth2Token> boolean is(
      OAuth2Authorization authorization, Class<T> type, String value) {
    OAuth2Authorization.Token<T> token = authorization.getToken(type);
    return token != null && value.equals(token.getToken().getTokenValue());
  }

  private static Stream<OAuth2Authorization.Token<? extends OAuth2Token>> tokens(
      OAuth2Authorization authorization) {
    return Stream.<OAuth2Authorization.@Nullable Token<? extends OAuth2Token>>of(
            authorization.getToken(OAuth2AuthorizationCode.class),
            authorization.getToken(OAuth2DeviceCode.class),
            authorization.getToken(OAuth2UserCode.class),
            authorization.getToken(OAuth2AccessToken.class),
            authorization.getToken(OAuth2RefreshToken.class))
        .filter(Objects::nonNull)
        .map(Objects::requireNonNull);
  }

  private static List<String> values(OAuth2Authorization authorization) {
    List<String> values = new ArrayList<>();
    if (authorization.getAttribute(OAuth2ParameterNames.STATE) instanceof String state) {
      values.add(state);
    }
    tokens(authorization).forEach(token -> values.add(token.getToken().getTokenValue()));
    return values;
  }

  private void forget(String id) {
    OAuth2Authorization old = byId.remove(id);
    if (old != null) {
      values(old).forEach(idByValue::remove);
    }
  }

  private void sweep() {
    Instant now = clock.instant();
    byId.values().stream()
        .filter(authorization -> tokens(authorization).allMatch(t -> expired(t, now)))
        .filter(authorization -> tokens(authorization).findAny().isPresent())
        .map(OAuth2Authorization::getId)
        .toList()
        .forEach(this::forget);
    byId.keySet().stream().limit(Math.max(0, byId.size() - MOST)).toList().forEach(this::forget);
  }

  private static boolean expired(
      OAuth2Authorization.Token<? extends OAuth2Token> token, Instant now) {
    Instant end = token.getToken().getExpiresAt();
    return end != null && end.isBefore(now);
  }
}
