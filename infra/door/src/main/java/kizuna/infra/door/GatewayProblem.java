package kizuna.infra.door;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import kizuna.edge.ProblemDocument;
import kizuna.schemas.ProblemType;
import kizuna.schemas.text.AcceptLanguage;
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
 * Why the front door itself refuses or cannot answer (RFC 9457), in the caller's language; as a
 * page for a browser.
 *
 * @param type what programs tell it by, and whose words its page says
 * @param status HTTP status
 * @param english the sentence for programs in English
 * @param japanese the same in Japanese
 * @param retryAfterSeconds when another try makes sense; 0 if it does not
 * @param wayOut where its page leads; null: where the type's remedy does
 */
record GatewayProblem(
    ProblemType type,
    int status,
    String english,
    String japanese,
    int retryAfterSeconds,
    @Nullable String wayOut) {

  private GatewayProblem(ProblemType type, String english, String japanese) {
    this(type, english, japanese, 0);
  }

  private GatewayProblem(ProblemType type, String english, String japanese, int retryAfterSeconds) {
    this(type, type.status(), english, japanese, retryAfterSeconds, null);
  }

  private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);

  static GatewayProblem bodyTooLarge(int kibibytes) {
    return new GatewayProblem(
        ProblemType.TOO_LARGE,
        "expected at most " + kibibytes + " KiB for the body of a request, but it is larger",
        "リクエスト本文は " + kibibytes + " KiB 以下である必要がありますが、それを超えています。");
  }

  static final GatewayProblem BODY_TOO_SLOW =
      new GatewayProblem(
          ProblemType.TOO_SLOW,
          "expected the whole body of the request within "
              + BodyLimitFilter.LONGEST.toSeconds()
              + " s, but it did not come; send it once more, with the same Idempotency-Key if it was a report",
          "リクエスト本文が "
              + BodyLimitFilter.LONGEST.toSeconds()
              + " 秒以内に届きませんでした。もう一度送ってください。報告の場合は同じ Idempotency-Key を付けてください。");

  static final GatewayProblem NO_HOST =
      new GatewayProblem(
          ProblemType.NO_HOST,
          "expected one Host header that names this server, but there is none or more than one",
          "Host ヘッダーでこのサーバーの名前を一つ指定する必要がありますが、ないか、二つ以上あります。");

  static final GatewayProblem NO_UPGRADE =
      new GatewayProblem(
          ProblemType.NO_UPGRADE,
          "expected a plain HTTP request, but it asks for WebSocket, which is not spoken here; changes come as server-sent events from /api/stream",
          "通常の HTTP リクエストが必要ですが、WebSocket が要求されました。ここでは使えません。変更は /api/stream の Server-Sent Events で受け取れます。");

  static final GatewayProblem FOREIGN_HOST =
      new GatewayProblem(
          ProblemType.FOREIGN_HOST,
          "expected this server's own name for the Host of a request, but it names another; the name is set with --public-url",
          "Host はこのサーバー自身の名前である必要がありますが、別の名前が指定されています。名前は --public-url で設定します。");

  static final GatewayProblem FOREIGN_ORIGIN =
      new GatewayProblem(
          ProblemType.FOREIGN_ORIGIN,
          "expected a page of this server for the Origin of a write, but another site's page sent it",
          "書き込みの Origin はこのサーバーのページである必要がありますが、別のサイトのページから送られました。");

  static final GatewayProblem NO_CSRF_TOKEN =
      new GatewayProblem(
          ProblemType.NO_CSRF_TOKEN,
          "expected the token of this session in the header X-CSRF-TOKEN of a write, but it is missing or of another session; GET /api/me gives it",
          "書き込みにはこのセッションのトークンをヘッダー X-CSRF-TOKEN に付ける必要がありますが、ないか、別のセッションのものです。GET /api/me で取得できます。");

  static final GatewayProblem BAD_ADDRESS =
      new GatewayProblem(
          ProblemType.BAD_ADDRESS,
          "expected a valid address for the request, but it holds characters that must be percent-encoded or are not taken here",
          "リクエストのアドレスが正しくありません。パーセントエンコードが必要な文字か、ここでは使えない文字が含まれています。");

  static final GatewayProblem NOT_SIGNED_IN =
      new GatewayProblem(
          ProblemType.SIGN_IN,
          "expected somebody who is signed in, but nobody is; sign in at /oauth2/authorization/kizuna, or send an access token as Authorization: Bearer",
          "サインインが必要です。/oauth2/authorization/kizuna でサインインするか、アクセストークンを Authorization: Bearer で送ってください。");

  static final GatewayProblem TOKEN_REFUSED =
      new GatewayProblem(
          ProblemType.TOKEN_REFUSED,
          "expected an access token of this installation's identity provider that is in force, but it is expired, forged or another's; get a new one",
          "この環境の ID 基盤が発行した有効なアクセストークンが必要ですが、期限切れか、正しくないものです。新しいトークンを取得してください。");

  /**
   * A sign-in that this browser did not begin, or begun too long ago.
   *
   * @param again where it begins once more, for the page that was wanted
   */
  static GatewayProblem signInFailed(String again) {
    return signInFailed(ProblemType.SIGN_IN_FAILED.status(), again);
  }

  /** The same, as the provider said it. */
  static GatewayProblem signInFailed(int status, String again) {
    return new GatewayProblem(
        ProblemType.SIGN_IN_FAILED,
        status,
        "expected a sign-in that was begun in this browser and ended within a few minutes, but it was not; sign in once more",
        "サインインを完了できませんでした。時間切れか、ブラウザーに保存された情報がなくなっています。もう一度サインインしてください。",
        0,
        again);
  }

  static final GatewayProblem NOT_FOUND =
      new GatewayProblem(
          ProblemType.NO_SUCH_PAGE,
          "expected an address of Kizuna, but there is none here",
          "このアドレスには何もありません。");

  static final GatewayProblem IDENTITY_AWAY =
      new GatewayProblem(
          ProblemType.PROVIDER_AWAY,
          "expected an answer from the identity provider, but there is none now; try once more in a few seconds",
          "ID 基盤が現在応答していません。数秒後にもう一度お試しください。",
          3);

  static final GatewayProblem FULL =
      new GatewayProblem(
          ProblemType.BUSY,
          "expected fewer requests at once, but all places are taken; try once more in a few seconds",
          "同時に処理できる数を超えています。数秒後にもう一度お試しください。",
          3);

  /** The account has no role here: signing in again does not help. */
  static GatewayProblem noRole(String account, String claim, String signOut) {
    return new GatewayProblem(
        ProblemType.NO_ROLE,
        403,
        "expected an account with a role in Kizuna, but "
            + account
            + " has none; ask whoever runs your sign-in to give it one (claim "
            + claim
            + "), then sign in again",
        "サインインはできましたが、このアカウント（"
            + account
            + "）には絆での役割がありません。認証基盤の管理者に役割（クレーム "
            + claim
            + "）の付与を依頼してから、もう一度サインインしてください。",
        0,
        signOut);
  }

  static GatewayProblem tooOften(int seconds) {
    return new GatewayProblem(
        ProblemType.TOO_OFTEN,
        "expected fewer reports a minute from one account, but there are too many; send it once more in "
            + seconds
            + " s, with the same Idempotency-Key",
        "一つのアカウントからの 1 分あたりの報告が多すぎます。" + seconds + " 秒後に、同じ Idempotency-Key を付けてもう一度送ってください。",
        seconds);
  }

  static GatewayProblem notDeciding(Duration lasting) {
    return new GatewayProblem(
        ProblemType.NOT_DECIDING,
        "expected a report while reports are decided, but nothing has been decided for "
            + lasting.toSeconds()
            + " s; this report was not taken, so send it again later, with the same Idempotency-Key; whoever runs Kizuna finds the cause with infra/kizuna status",
        "現在、報告の処理が "
            + lasting.toSeconds()
            + " 秒間止まっています。この報告は受け付けていません。しばらくしてから、同じ Idempotency-Key を付けてもう一度送ってください。原因は管理者が infra/kizuna status で確認できます。",
        10);
  }

  static GatewayProblem unavailable(String part) {
    return new GatewayProblem(
        ProblemType.PART_AWAY,
        "expected an answer from "
            + part
            + ", but it is not running now; it is being started (again), so try once more in a few seconds, with the same Idempotency-Key if it was a report",
        part + " が現在応答していません。(再)起動中ですので、数秒後にもう一度お試しください。報告の場合は同じ Idempotency-Key を付けてください。",
        3);
  }

  static GatewayProblem tooSlow(String part) {
    return new GatewayProblem(
        ProblemType.PART_SLOW,
        "expected an answer from " + part + " in time, but it took too long; try once more",
        part + " からの応答が時間内にありませんでした。もう一度お試しください。",
        3);
  }

  static GatewayProblem of(HttpStatusCode status, @Nullable String message) {
    String text = message == null || message.isBlank() ? title(status.value()) : message;
    return new GatewayProblem(ProblemType.of(status.value()), status.value(), text, text, 0, null);
  }

  private static String title(int status) {
    HttpStatus known = HttpStatus.resolve(status);
    return known == null ? "HTTP " + status : known.getReasonPhrase();
  }

  /** The same; its page leads to this path of the server, also by itself. */
  GatewayProblem leadingTo(String path) {
    return new GatewayProblem(type, status, english, japanese, retryAfterSeconds, path);
  }

  /** The same as a document, for an answer that is written by other means. */
  byte[] document(String path, Locale language) {
    boolean inJapanese = language.equals(Locale.JAPANESE);
    return ProblemDocument.of(
            type, status, language, inJapanese ? japanese : english, path, List.of())
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
    Locale language = wanted(exchange.getRequest());
    headers.setContentType(page ? HTML : MediaType.APPLICATION_PROBLEM_JSON);
    if (page) {
      headers.set("Content-Security-Policy", ProblemPage.POLICY);
    }
    headers.set(HttpHeaders.CONTENT_LANGUAGE, language.toLanguageTag());
    headers.setCacheControl("no-store");
    if (BodyLimitFilter.isUnread(exchange)) {
      // What is still on its way is not read.
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

  private static Locale wanted(ServerHttpRequest request) {
    return AcceptLanguage.of(
        request.getQueryParams().getFirst(AcceptLanguage.PARAMETER),
        request.getHeaders().getFirst(HttpHeaders.ACCEPT_LANGUAGE));
  }

  private static String address(ServerHttpRequest request) {
    String query = request.getURI().getRawQuery();
    return request.getURI().getRawPath() + (query == null ? "" : "?" + query);
  }
}
