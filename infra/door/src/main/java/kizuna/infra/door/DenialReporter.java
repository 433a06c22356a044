package kizuna.infra.door;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.ReactiveOAuth2AuthorizedClientManager;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Reports denied reads to producers, which write them to the log. Asynchronous; reports beyond the
 * limit are counted and dropped.
 */
final class DenialReporter implements AutoCloseable {

  static final String REGISTRATION = "kizuna-service";
  private static final Logger LOG = LoggerFactory.getLogger(DenialReporter.class);
  private static final int MAX_WAITING = 500;
  private static final int AT_ONCE = 2;
  private static final int LONGEST_PATH = 300;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

  private final WebClient producers;
  private final ReactiveOAuth2AuthorizedClientManager clients;
  private final CallerClaims who;
  private final AtomicLong dropped = new AtomicLong();
  private final Sinks.Many<Map<String, String>> waiting =
      Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(MAX_WAITING));
  private final Disposable work;

  DenialReporter(
      WebClient producers, ReactiveOAuth2AuthorizedClientManager clients, CallerClaims who) {
    this.producers = producers;
    this.clients = clients;
    this.who = who;
    this.work = waiting.asFlux().flatMap(this::report, AT_ONCE).subscribe();
  }

  /** Queues the report of a denied read. */
  void record(ServerHttpRequest request, Authentication authentication, String code) {
    offer(denial(request, authentication, code));
  }

  private Map<String, String> denial(
      ServerHttpRequest request, Authentication authentication, String code) {
    Map<String, String> denial = new LinkedHashMap<>();
    denial.put("account", authentication.getName());
    who.role(authentication).ifPresent(role -> denial.put("role", role));
    who.body(authentication).ifPresent(body -> denial.put("body", body));
    denial.put("method", request.getMethod().name());
    String path = request.getPath().value();
    denial.put("path", path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) : path);
    denial.put("code", code);
    return denial;
  }

  private synchronized void offer(Map<String, String> denial) {
    if (waiting.tryEmitNext(denial).isFailure()) {
      long count = dropped.incrementAndGet();
      if (Long.bitCount(count) == 1) { // 1, 2, 4, 8 …
        LOG.warn("{} denied reads could not be reported: too many at once", count);
      }
    }
  }

  private Mono<Void> report(Map<String, String> denial) {
    return clients
        .authorize(
            OAuth2AuthorizeRequest.withClientRegistrationId(REGISTRATION)
                .principal(REGISTRATION)
                .build())
        .flatMap(
            client ->
                producers
                    .post()
                    .uri("/api/denials")
                    .headers(
                        headers -> headers.setBearerAuth(client.getAccessToken().getTokenValue()))
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue(denial)
                    .retrieve()
                    .toBodilessEntity())
        .timeout(LONGEST_WAIT)
        .onErrorResume(
            failure -> {
              LOG.warn(
                  "the denied read {} of {} could not be reported: {}",
                  denial.get("path"),
                  denial.get("account"),
                  failure.toString());
              return Mono.empty();
            })
        .then();
  }

  @Override
  public void close() {
    work.dispose();
  }
}
