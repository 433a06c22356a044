package kizuna.infra.identity;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import kizuna.infra.host.SealedStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
 * Pending and granted authorizations, each in its own bounded store. Pending ones of anonymous
 * callers (codes of the command line that are not entered yet) are in memory only, and never evict
 * granted ones. Granted ones are also in a database, and survive a restart. At the limit, the
 * account with the most loses its least recently used ones first.
 *
 * <p>A refresh token is valid for one use. A second use means that it was copied: its sign-in ends,
 * with all tokens from it.
 */
final class AuthorizationStore implements OAuth2AuthorizationService, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuthorizationStore.class);

  /**
   * Limit of device codes that are not entered yet; the oldest is removed first. About 2 KB each.
   */
  static final int MAX_PENDING = 1_000;

  /** Limits of active authorizations, per account and in total. About 10 KB each. */
  static final int MAX_OF_ACCOUNT = 1_000;

  static final int MAX_IN_FORCE = 3_000;

  /** Limit of used refresh tokens remembered per authorization: those of the last hours. */
  static final int MAX_USED_TOKENS = 100;

  private static final int SWEEP_EVERY = 100;

  /** Lifetime of entries without an expiry time: no session is longer. */
  private static final Duration LONGEST_KEPT = Duration.ofDays(1);

  /** The stored data of a granted authorization. */
  private record Kept(OAuth2Authorization authorization, ArrayList<String> spent)
      implements Serializable {
    private static final long serialVersionUID = 1;
  }

  /** An authorization with the digests of its used refresh tokens. */
  private static final class Entry {
    OAuth2Authorization authorization;
    final List<String> spent = new ArrayList<>();

    Entry(OAuth2Authorization authorization) {
      this.authorization = authorization;
    }
  }

  private final Clock clock;
  private final SealedStore store;
  private final Map<String, Entry> pending = new LinkedHashMap<>();
  private final Map<String, Entry> inForce = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, String> idByValue = new HashMap<>();
  private final Map<String, String> idByUsedToken = new HashMap<>();
  private final Map<String, Integer> countByAccount = new HashMap<>();
  private int saved;

  /**
   * @param store contains the grants from before a restart
   */
  AuthorizationStore(Clock clock, SealedStore store) {
    this.clock = clock;
    this.store = store;
    store.removeExpired();
    for (Object kept : store.values()) {
      if (kept instanceof Kept found) {
        Entry entry = new Entry(found.authorization());
        entry.spent.addAll(found.spent());
        index(entry);
      }
    }
  }

  @Override
  public synchronized void save(OAuth2Authorization authorization) {
    Entry before = forget(authorization.getId());
    Entry entry = new Entry(authorization);
    if (before != null) {
      entry.spent.addAll(before.spent);
      refreshToken(before.authorization)
          .filter(old -> !refreshToken(authorization).equals(Optional.of(old)))
          .ifPresent(old -> entry.spent.add(digest(old)));
      if (entry.spent.size() > MAX_USED_TOKENS) {
        entry.spent.remove(0);
      }
    }
    put(entry);
    saved++;
    if (saved % SWEEP_EVERY == 0) {
      removeExpired();
    }
    while (pending.size() > MAX_PENDING) {
      forget(pending.keySet().iterator().next());
    }
    String account = authorization.getPrincipalName();
    if (countByAccount.getOrDefault(account, 0) > MAX_OF_ACCOUNT) {
      forgetOldestOf(account);
    }
    if (inForce.size() > MAX_IN_FORCE) {
      removeExpired();
    }
    if (inForce.size() > MAX_IN_FORCE) {
      countByAccount.entrySet().stream()
          .max(Comparator.comparing(Map.Entry::getValue))
          .map(Map.Entry::getKey)
          .ifPresent(this::forgetOldestOf);
    }
  }

  @Override
  public synchronized void remove(OAuth2Authorization authorization) {
    forget(authorization.getId());
  }

  @Override
  public synchronized @Nullable OAuth2Authorization findById(String id) {
    Entry entry = entry(id);
    return entry == null ? null : entry.authorization;
  }

  @Override
  public synchronized @Nullable OAuth2Authorization findByToken(
      String value, @Nullable OAuth2TokenType type) {
    String id = idByValue.get(value);
    Entry entry = id == null ? null : entry(id);
    if (entry == null) {
      endIfUsed(value);
      return null;
    }
    OAuth2Authorization found = entry.authorization;
    return type == null || isOfType(found, value, type) ? found : null;
  }

  /** A used refresh token came again: either caller may be the thief, so both lose access. */
  private void endIfUsed(String value) {
    String id = idByUsedToken.isEmpty() ? null : idByUsedToken.get(digest(value));
    if (id != null) {
      Entry ended = forget(id);
      if (ended != null) {
        LOG.warn(
            "a refresh token of {} was used again: that sign-in has ended",
            ended.authorization.getPrincipalName());
      }
    }
  }

  synchronized int pending() {
    return pending.size();
  }

  synchronized int inForce() {
    return inForce.size();
  }

  private @Nullable Entry entry(String id) {
    Entry asked = pending.get(id);
    return asked == null ? inForce.get(id) : asked;
  }

  private void put(Entry entry) {
    index(entry);
    OAuth2Authorization authorization = entry.authorization;
    if (!isPending(authorization)) {
      store.put(
          authorization.getId(),
          authorization.getPrincipalName(),
          new Kept(authorization, new ArrayList<>(entry.spent)),
          tokens(authorization)
              .flatMap(token -> Stream.ofNullable(token.getToken().getExpiresAt()))
              .max(Comparator.naturalOrder())
              .orElseGet(() -> clock.instant().plus(LONGEST_KEPT)));
    }
  }

  private void index(Entry entry) {
    OAuth2Authorization authorization = entry.authorization;
    String id = authorization.getId();
    if (isPending(authorization)) {
      pending.put(id, entry);
    } else {
      inForce.put(id, entry);
      countByAccount.merge(authorization.getPrincipalName(), 1, Integer::sum);
    }
    values(authorization).forEach(value -> idByValue.put(value, id));
    entry.spent.forEach(digest -> idByUsedToken.put(digest, id));
  }

  private @Nullable Entry forget(String id) {
    Entry old = pending.remove(id);
    if (old == null) {
      old = inForce.remove(id);
      if (old == null) {
        return null;
      }
      store.remove(id);
      countByAccount.computeIfPresent(
          old.authorization.getPrincipalName(), (account, n) -> n == 1 ? null : n - 1);
    }
    values(old.authorization).forEach(idByValue::remove);
    old.spent.forEach(idByUsedToken::remove);
    return old;
  }

  private void forgetOldestOf(String account) {
    inForce.values().stream()
        .map(entry -> entry.authorization)
        .filter(authorization -> authorization.getPrincipalName().equals(account))
        .findFirst()
        .map(OAuth2Authorization::getId)
        .ifPresent(this::forget);
  }

  private void removeExpired() {
    Instant now = clock.instant();
    Stream.concat(pending.values().stream(), inForce.values().stream())
        .map(entry -> entry.authorization)
        .filter(authorization -> tokens(authorization).allMatch(t -> expired(t, now)))
        .filter(authorization -> tokens(authorization).findAny().isPresent())
        .map(OAuth2Authorization::getId)
        .toList()
        .forEach(this::forget);
  }

  /** Whether it is a device code that no signed-in person has typed in yet. */
  private static boolean isPending(OAuth2Authorization authorization) {
    OAuth2Authorization.Token<OAuth2UserCode> code = authorization.getToken(OAuth2UserCode.class);
    return code != null && !code.isInvalidated() && authorization.getAccessToken() == null;
  }

  private static Optional<String> refreshToken(OAuth2Authorization authorization) {
    return Optional.ofNullable(authorization.getRefreshToken())
        .map(token -> token.getToken().getTokenValue());
  }

  private static String digest(String value) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // exists in every Java
    }
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

  @Override
  public void close() {
    store.close();
  }

  private static boolean expired(
      OAuth2Authorization.Token<? extends OAuth2Token> token, Instant now) {
    Instant end = token.getToken().getExpiresAt();
    return end != null && end.isBefore(now);
  }
}
