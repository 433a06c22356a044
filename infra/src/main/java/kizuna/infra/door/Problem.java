package kizuna.infra.door;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Why the front door itself refuses or cannot answer (RFC 9457), in the caller's language.
 *
 * @param status HTTP status
 * @param english the sentence in English
 * @param japanese the sentence in Japanese
 * @param retryAfterSeconds when another try makes sense; 0 if it does not
 */
record Problem(int status, String english, String japanese, int retryAfterSeconds) {

  private static final JsonMapper JSON = new JsonMapper();

  static final Problem BODY_TOO_LARGE =
      new Problem(
          HttpStatus.PAYLOAD_TOO_LARGE_413,
          "expected at most 64 KiB for the body of a request, but it is larger",
          "リクエスト本文は 64 KiB 以下である必要がありますが、それを超えています。",
          0);

  static final Problem FOREIGN_HOST =
      new Problem(
          HttpStatus.MISDIRECTED_REQUEST_421,
          "expected localhost for the Host of a request, but it names another; until there is a sign-in Kizuna answers on this machine only",
          "Host は localhost である必要がありますが、別の名前が指定されています。サインイン機能ができるまで、このマシン上でのみ応答します。",
          0);

  static final Problem FOREIGN_ORIGIN =
      new Problem(
          HttpStatus.FORBIDDEN_403,
          "expected a page of this server for the Origin of a write, but another site's page sent it",
          "書き込みの Origin はこのサーバーのページである必要がありますが、別のサイトのページから送られました。",
          0);

  static final Problem BAD_ADDRESS =
      new Problem(
          HttpStatus.BAD_REQUEST_400,
          "expected a valid address for the request, but it holds characters that must be percent-encoded",
          "リクエストのアドレスが正しくありません。パーセントエンコードが必要な文字が含まれています。",
          0);

  static Problem unavailable(String part) {
    return new Problem(
        HttpStatus.SERVICE_UNAVAILABLE_503,
        "expected an answer from "
            + part
            + ", but it is not running now; it is being started (again), so try once more in a few seconds, with the same Idempotency-Key if it was a report",
        part + " が現在応答していません。(再)起動中ですので、数秒後にもう一度お試しください。報告の場合は同じ Idempotency-Key を付けてください。",
        3);
  }

  static Problem tooSlow(String part) {
    return new Problem(
        HttpStatus.GATEWAY_TIMEOUT_504,
        "expected an answer from " + part + " in time, but it took too long; try once more",
        part + " からの応答が時間内にありませんでした。もう一度お試しください。",
        3);
  }

  static Problem of(int status, @Nullable String message) {
    String title = HttpStatus.getMessage(status);
    String text = message == null || message.isBlank() ? title : message;
    return new Problem(status, text, text, 0);
  }

  void write(Request request, Response response, Callback callback) {
    boolean japanese = prefersJapanese(request);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", HttpStatus.getMessage(status));
    body.put("status", status);
    body.put("detail", japanese ? this.japanese : english);
    body.put("instance", Request.getPathInContext(request));
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
    response.getHeaders().put(HttpHeader.CONTENT_LANGUAGE, japanese ? "ja" : "en");
    if (retryAfterSeconds > 0) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, Integer.toString(retryAfterSeconds));
    }
    response.write(
        true,
        java.nio.ByteBuffer.wrap(JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8)),
        callback);
  }

  private static boolean prefersJapanese(Request request) {
    String wanted = request.getHeaders().get(HttpHeader.ACCEPT_LANGUAGE);
    if (wanted == null) {
      return false;
    }
    try {
      String tag = Locale.lookupTag(Locale.LanguageRange.parse(wanted), List.of("en", "ja"));
      return "ja".equals(tag);
    } catch (IllegalArgumentException e) {
      return false; // a malformed header is no reason to refuse
    }
  }
}
