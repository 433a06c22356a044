package kizuna.streams.api.decision;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/**
 * Requests a preview from the process that decides a network, with the caller's own token, so that
 * the other process authorizes the caller.
 */
public final class RemotePreview {

  /** Finds the processes to forward to. */
  @FunctionalInterface
  public interface Deciders {

    /** Addresses of processes that decide the network or can forward to it; best first. */
    List<URI> of(String network);
  }

  /**
   * A request to forward.
   *
   * @param address path and query
   * @param headers returns a header; null if the request has none
   */
  record ForwardedRequest(String address, Function<String, @Nullable String> headers) {

    static ForwardedRequest of(HttpServletRequest request) {
      String query = request.getQueryString();
      return new ForwardedRequest(
          request.getRequestURI() + (query == null ? "" : "?" + query), request::getHeader);
    }

    private int hops() {
      String hops = headers.apply(HOPS);
      return hops == null ? 0 : hops.matches("\\d") ? Integer.parseInt(hops) : MAX_HOPS;
    }
  }

  /** Header with the number of forwards; the front door removes it from external requests. */
  static final String HOPS = "Kizuna-Hops";

  /** From the reader to any decider, and from there to the right one. */
  private static final int MAX_HOPS = 2;

  private static final int MAX_AT_ONCE = 4;
  private static final int MAX_BYTES = 1 << 20;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);

  /** For each hop; longer than a question can wait in a decider. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private static final List<String> PASSED_ON =
      List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.ACCEPT_LANGUAGE, HttpHeaders.ACCEPT);
  private static final Logger LOG = LoggerFactory.getLogger(RemotePreview.class);

  private final Deciders deciders;
  private final Semaphore asking = new Semaphore(MAX_AT_ONCE);
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  public RemotePreview(Deciders deciders) {
    this.deciders = deciders;
  }

  /**
   * Forwards the question to the process that decides the network.
   *
   * @return its answer, also a refusal; empty if no process is available
   */
  Optional<ResponseEntity<byte[]>> ask(ForwardedRequest asked, String network)
      throws InterruptedException {
    int hops = asked.hops();
    if (hops >= MAX_HOPS || !asking.tryAcquire()) {
      return Optional.empty();
    }
    try {
      for (URI decider : deciders.of(network)) {
        Optional<ResponseEntity<byte[]>> answer = ask(decider, asked, hops + 1);
        if (answer.isPresent()) {
          return answer;
        }
      }
      return Optional.empty();
    } finally {
      asking.release();
    }
  }

  private Optional<ResponseEntity<byte[]>> ask(URI decider, ForwardedRequest asked, int hops)
      throws InterruptedException {
    HttpRequest.Builder question =
        HttpRequest.newBuilder(decider.resolve(asked.address()))
            .timeout(ANSWER_LIMIT)
            .header(HOPS, Integer.toString(hops));
    for (String header : PASSED_ON) {
      String value = asked.headers().apply(header);
      if (value != null) {
        question.header(header, value);
      }
    }
    try {
      HttpResponse<InputStream> answer =
          client.send(question.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = answer.body()) {
        byte[] body = in.readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
          throw new IOException("more than " + MAX_BYTES + " bytes");
        }
        HttpHeaders headers = new HttpHeaders();
        for (String header : List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.RETRY_AFTER)) {
          answer.headers().firstValue(header).ifPresent(value -> headers.set(header, value));
        }
        return Optional.of(ResponseEntity.status(answer.statusCode()).headers(headers).body(body));
      }
    } catch (IOException e) {
      LOG.info("expected a preview from {}, but {}", decider, e.toString());
      return Optional.empty();
    }
  }
}
