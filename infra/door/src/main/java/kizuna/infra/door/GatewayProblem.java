package kizuna.infra.door;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import kizuna.edge.ProblemDocument;
import kizuna.schemas.ProblemType;
import kizuna.schemas.text.AcceptLanguage;
import kizuna.schemas.text.LocalizedText;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.MessageList;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * An error of the front door itself (RFC 9457), in the caller's language; as a page for a browser.
 *
 * @param type its problem type; its page uses the text of the type
 * @param status HTTP status
 * @param sentence message for programs, and for the page
 * @param retryAfterSeconds when to retry; 0 for no retry
 * @param wayOut target of the link on its page; null: that of the type's remedy
 */
record GatewayProblem(
    ProblemType type,
    int status,
    LocalizedText sentence,
    int retryAfterSeconds,
    @Nullable String wayOut) {

  private static final MessageList SENTENCES =
      MessageList.beside(GatewayProblem.class, "gateway-problems");

  private GatewayProblem(ProblemType type, Message sentence) {
    this(type, sentence, 0);
  }

  private GatewayProblem(ProblemType type, Message sentence, int retryAfterSeconds) {
    this(type, type.status(), sentence, retryAfterSeconds, null);
  }

  private static Message sentence(String key, Object... arguments) {
    return SENTENCES.of(key, arguments);
  }

  private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);

  static GatewayProblem bodyTooLarge(int kibibytes) {
    return new GatewayProblem(ProblemType.TOO_LARGE, sentence("body-too-large", kibibytes));
  }

  static final GatewayProblem BODY_TOO_SLOW =
      new GatewayProblem(
          ProblemType.TOO_SLOW, sentence("body-too-slow", BodyLimitFilter.LONGEST.toSeconds()));

  static final GatewayProblem NO_HOST =
      new GatewayProblem(ProblemType.NO_HOST, sentence("no-host"));

  static final GatewayProblem NO_UPGRADE =
      new GatewayProblem(ProblemType.NO_UPGRADE, sentence("no-upgrade"));

  static final GatewayProblem FOREIGN_HOST =
      new GatewayProblem(ProblemType.FOREIGN_HOST, sentence("foreign-host"));

  static final GatewayProblem FOREIGN_ORIGIN =
      new GatewayProblem(ProblemType.FOREIGN_ORIGIN, sentence("foreign-origin"));

  static final GatewayProblem NO_CSRF_TOKEN =
      new GatewayProblem(ProblemType.NO_CSRF_TOKEN, sentence("no-csrf-token"));

  static final GatewayProblem BAD_ADDRESS =
      new GatewayProblem(ProblemType.BAD_ADDRESS, sentence("bad-address"));

  static GatewayProblem noSuchMethod(String method) {
    return new GatewayProblem(ProblemType.METHOD_NOT_ALLOWED, sentence("no-such-method", method));
  }

  static final GatewayProblem NOT_SIGNED_IN =
      new GatewayProblem(ProblemType.SIGN_IN, sentence("not-signed-in"));

  static final GatewayProblem TOKEN_REFUSED =
      new GatewayProblem(ProblemType.TOKEN_REFUSED, sentence("token-refused"));

  /**
   * A sign-in that this browser did not begin, or begun too long ago.
   *
   * @param again address to restart the sign-in, for the requested page
   */
  static GatewayProblem signInFailed(String again) {
    return signInFailed(ProblemType.SIGN_IN_FAILED.status(), again);
  }

  /** The same, with the provider's status. */
  static GatewayProblem signInFailed(int status, String again) {
    return new GatewayProblem(
        ProblemType.SIGN_IN_FAILED, status, sentence("sign-in-failed"), 0, again);
  }

  static final GatewayProblem NOT_FOUND =
      new GatewayProblem(ProblemType.NO_SUCH_PAGE, sentence("not-found"));

  static final GatewayProblem IDENTITY_AWAY =
      new GatewayProblem(ProblemType.PROVIDER_AWAY, sentence("identity-away"), 3);

  static final GatewayProblem FULL = new GatewayProblem(ProblemType.BUSY, sentence("full"), 3);

  /** The account has no role here: signing in again does not help. */
  static GatewayProblem noRole(String account, String claim, String signOut) {
    return new GatewayProblem(
        ProblemType.NO_ROLE, 403, sentence("no-role", account, claim), 0, signOut);
  }

  static GatewayProblem tooOften(int seconds) {
    return new GatewayProblem(ProblemType.TOO_OFTEN, sentence("too-often", seconds), seconds);
  }

  static GatewayProblem notDeciding(Duration lasting) {
    return new GatewayProblem(
        ProblemType.NOT_DECIDING, sentence("not-deciding", lasting.toSeconds()), 10);
  }

  static GatewayProblem unavailable(String part) {
    return new GatewayProblem(ProblemType.PART_AWAY, sentence("unavailable", part), 3);
  }

  static GatewayProblem tooSlow(String part) {
    return new GatewayProblem(ProblemType.PART_SLOW, sentence("too-slow", part), 3);
  }

  static GatewayProblem of(HttpStatusCode status, @Nullable String message) {
    String text = message == null || message.isBlank() ? title(status.value()) : message;
    return new GatewayProblem(
        ProblemType.of(status.value()), status.value(), language -> text, 0, null);
  }

  private static String title(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    return known == null ? "HTTP " + status : known.getReasonPhrase();
  }

  /** The same; its page leads to this path of the server, also by itself. */
  GatewayProblem leadingTo(String path) {
    return new GatewayProblem(type, status, sentence, retryAfterSeconds, path);
  }

  /** The same as a document, for an answer that is written by other means. */
  byte[] document(String path, Locale language) {
    return ProblemDocument.of(type, status, language, sentence.in(language), path, List.of())
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Answers with it, unless an answer has begun: half of one must not look like a whole one. */
  Mono<Void> write(ServerWebExchange exchange) {
    return Mono.defer(() -> written(exchange));
  }

  private Mono<Void> written(ServerWebExchange exchange) {
    ServerHttpResponse response = exchange.getResponse();
    if (response.isCommitted()) {
      return Mono.error(new IllegalStateException("the answer has begun already"));
    }
    response.setStatusCode(HttpStatusCode.valueOf(status));
    HttpHeaders headers = response.getHeaders();
    headers.remove(HttpHeaders.CONTENT_LENGTH);
    headers.remove(HttpHeaders.CONTENT_ENCODING);
    boolean page = SignInConfiguration.isPageOfABrowser(exchange.getRequest());
    Locale language = language(exchange.getRequest());
    headers.setContentType(page ? HTML : MediaType.APPLICATION_PROBLEM_JSON);
    if (page) {
      headers.set("Content-Security-Policy", ProblemPage.POLICY);
    }
    headers.set(HttpHeaders.CONTENT_LANGUAGE, language.toLanguageTag());
    headers.setCacheControl("no-store");
    if (BodyLimitFilter.isUnread(exchange)) {
      // The rest of the request is not read.
      headers.set(HttpHeaders.CONNECTION, "close");
    }
    if (retryAfterSeconds > 0) {
      headers.set(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfterSeconds));
    }
    byte[] document =
        page
            ? ProblemPage.of(this, address(exchange.getRequest()), language)
            : document(exchange.getRequest().getPath().value(), language);
    headers.setContentLength(document.length);
    return response.writeWith(
        Mono.<DataBuffer>fromSupplier(() -> response.bufferFactory().wrap(document)));
  }

  static Locale language(ServerHttpRequest request) {
    return AcceptLanguage.of(
        request.getQueryParams().getFirst(AcceptLanguage.PARAMETER),
        request.getHeaders().getFirst(HttpHeaders.ACCEPT_LANGUAGE));
  }

  private static String address(ServerHttpRequest request) {
    String query = request.getURI().getRawQuery();
    return request.getURI().getRawPath() + (query == null ? "" : "?" + query);
  }
}
