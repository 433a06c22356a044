package kizuna.infra.registry;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.host.Ports;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The port of the schema registry: authenticates callers (HTTP Basic, one of our accounts), and
 * forwards permitted requests. Readers read; no account can delete a schema, because records in the
 * log name it; only the Confluent-compatible API is reachable.
 *
 * <p>It listens until the launcher ends, so that no other program can take the port while the
 * registry restarts, and receive our secrets.
 */
public final class RegistryProxy implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryProxy.class);

  private static final String HEALTH = "/health";
  private static final Duration HEALTH_PERIOD = Duration.ofSeconds(1);
  private static final String API = "/apis/ccompat/v7";
  private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1");
  private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final Set<HttpMethod> WRITES = Set.of(HttpMethod.POST, HttpMethod.PUT);
  private static final Set<String> FORWARDED_HEADERS = Set.of("accept", "content-type");

  private static final int LARGEST_BODY = 2 << 20;
  private static final int LARGEST_ANSWER = 16 << 20;
  private static final int AT_ONCE = 8;
  private static final int WAITING = 256;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration REQUEST_WITHIN = Duration.ofSeconds(10);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private final Path socket;
  private final Accounts accounts;
  private final Scheduler calls =
      Schedulers.newBoundedElastic(AT_ONCE, WAITING, "registry-proxy", 60, true);
  private final DisposableServer server;
  private long healthAsked = System.nanoTime() - HEALTH_PERIOD.toNanos();
  private volatile Answer health = new Answer(503, "", new byte[0]);

  private RegistryProxy(int port, Path socket, Accounts accounts) {
    this.socket = socket;
    this.accounts = accounts;
    this.server =
        HttpServer.create()
            .host(Ports.LOOPBACK)
            .port(port)
            .idleTimeout(IDLE)
            .requestTimeout(REQUEST_WITHIN)
            .httpRequestDecoder(spec -> spec.maxHeaderSize(16 << 10))
            .handle(this::handle)
            .bindNow();
  }

  /**
   * Listens on a port.
   *
   * @param socket socket of the registry itself
   * @param accounts accounts that may use it
   */
  public static RegistryProxy open(int port, Path socket, Accounts accounts) {
    return new RegistryProxy(port, socket, accounts);
  }

  public int port() {
    return server.port();
  }

  /** The health address, open to everybody: returns 200 while the registry answers. */
  public static URI health(int port) {
    return URI.create("http://" + Ports.LOOPBACK + ":" + port + HEALTH);
  }

  /** The health is cached for a second. */
  private Answer health() {
    long now = System.nanoTime();
    synchronized (this) {
      if (now - healthAsked < HEALTH_PERIOD.toNanos()) {
        return health;
      }
      healthAsked = now;
    }
    Answer answer = callOrNull("GET", API + "/subjects", Map.of(), new byte[0]);
    health = new Answer(answer.status() == 200 ? 200 : 503, "", new byte[0]);
    return health;
  }

  private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    HttpHeaders headers = request.requestHeaders();
    // Checks the Host header: a web page must not reach the registry through DNS rebinding.
    String host = Optional.ofNullable(headers.get(HttpHeaderNames.HOST)).orElse("");
    if (!OWN_NAMES.contains(host.replaceAll(":\\d+$", "").toLowerCase(Locale.ROOT))
        || headers.contains(HttpHeaderNames.ORIGIN)) {
      return refuse(response, 421, 42100, "localhost for the Host of a request, and no Origin");
    }
    if (request.uri().equals(HEALTH)) {
      return Mono.fromSupplier(this::health)
          .subscribeOn(calls)
          .flatMap(answer -> send(response, answer));
    }
    Account caller =
        accounts.authenticated(headers.get(HttpHeaderNames.AUTHORIZATION)).orElse(null);
    if (caller == null) {
      response.header(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"schema registry\"");
      return refuse(
          response,
          401,
          40101,
          "the user and password of an account (basic.auth.user.info in a file of the data folder's accounts)");
    }
    if (!request.uri().startsWith(API + "/") || request.uri().contains("..")) {
      return refuse(response, 404, 40401, "an address under " + API);
    }
    if (!mayDo(caller, request.method())) {
      return refuse(
          response,
          403,
          40301,
          "an account that may " + request.method() + " here; " + caller.id() + " may not");
    }
    long length = length(headers);
    if (length < 0 || length > LARGEST_BODY) {
      return refuse(
          response, 413, 41301, "a Content-Length of at most " + LARGEST_BODY + " for the body");
    }
    Map<String, String> onward = new HashMap<>();
    for (String name : FORWARDED_HEADERS) {
      Optional.ofNullable(headers.get(name)).ifPresent(value -> onward.put(name, value));
    }
    String method = request.method().name();
    String uri = request.uri();
    return request
        .receive()
        .aggregate()
        .asByteArray()
        .defaultIfEmpty(new byte[0])
        .publishOn(calls)
        .map(body -> callOrNull(method, uri, onward, body))
        .flatMap(
            answer ->
                answer.status() == 0
                    ? Mono.from(
                        refuse(response, 503, 50301, "the registry to answer; it is restarting"))
                    : send(response, answer));
  }

  /** Requires a Content-Length: a body is read only if it is known to be small. */
  private static long length(HttpHeaders headers) {
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return -1;
    }
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return length == null ? 0 : Long.parseLong(length);
  }

  private static boolean mayDo(Account caller, HttpMethod method) {
    return READS.contains(method) || caller != Account.READER && WRITES.contains(method);
  }

  private static Mono<Void> send(HttpServerResponse response, Answer answer) {
    response.status(answer.status());
    if (!answer.contentType().isEmpty()) {
      response.header(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    }
    response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length));
    return response.sendByteArray(Mono.just(answer.body())).then();
  }

  /** The error format of the registry. */
  private static Publisher<Void> refuse(
      HttpServerResponse response, int status, int code, String expected) {
    byte[] body =
        ("{\"error_code\":" + code + ",\"message\":\"expected " + expected + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    return send(response, new Answer(status, "application/vnd.schemaregistry.v1+json", body));
  }

  /** A response of the registry; status 0 if there was none. */
  private record Answer(int status, String contentType, byte[] body) {
    static final Answer NONE = new Answer(0, "", new byte[0]);
  }

  private Answer callOrNull(String method, String uri, Map<String, String> headers, byte[] body) {
    try {
      return call(method, uri, headers, body);
    } catch (IOException e) {
      LOG.warn("the registry does not answer: {}", e.toString());
      return Answer.NONE;
    }
  }

  /** One request per connection: the response ends with it. */
  private Answer call(String method, String uri, Map<String, String> headers, byte[] body)
      throws IOException {
    StringBuilder head = new StringBuilder();
    head.append(method)
        .append(' ')
        .append(uri)
        .append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    head.append("X-Forwarded-For: 127.0.0.1:1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      Timeout timeout = new Timeout(channel);
      try {
        write(channel, head.toString().getBytes(StandardCharsets.ISO_8859_1));
        write(channel, body);
        return parse(readAll(channel));
      } finally {
        timeout.cancel();
      }
    }
  }

  /** Closes a channel after a timeout, so that reading from it fails. */
  private static final class Timeout {
    private final reactor.core.Disposable task;

    Timeout(SocketChannel channel) {
      task =
          Schedulers.parallel()
              .schedule(() -> close(channel), ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void close(SocketChannel channel) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("already closed", e);
      }
    }

    void cancel() {
      task.dispose();
    }
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static byte[] readAll(SocketChannel channel) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
    while (channel.read(buffer) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
      buffer.clear();
      if (all.size() > LARGEST_ANSWER) {
        throw new IOException("an answer of more than " + LARGEST_ANSWER + " bytes");
      }
    }
    return all.toByteArray();
  }

  private static Answer parse(byte[] bytes) throws IOException {
    int end = endOfHead(bytes);
    List<String> lines = new String(bytes, 0, end, StandardCharsets.ISO_8859_1).lines().toList();
    String[] status = lines.get(0).split(" ", 3);
    if (status.length < 2 || !status[1].matches("\\d{3}")) {
      throw new IOException("not an answer of HTTP");
    }
    String type = "";
    boolean chunked = false;
    for (String line : lines) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-type:")) {
        type = line.substring("content-type:".length()).strip();
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
    }
    byte[] body = Arrays.copyOfRange(bytes, end, bytes.length);
    return new Answer(Integer.parseInt(status[1]), type, chunked ? joined(body) : body);
  }

  /** Decodes a chunked body. */
  private static byte[] joined(byte[] chunks) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      int end = at;
      while (end < chunks.length && chunks[end] != '\r') {
        end++;
      }
      String size = new String(chunks, at, end - at, StandardCharsets.ISO_8859_1);
      if (!size.matches("[0-9a-fA-F]{1,7}")) {
        throw new IOException("an answer that was cut off");
      }
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        return all.toByteArray();
      }
      if (end + 2 + length > chunks.length) {
        throw new IOException("an answer that was cut off");
      }
      all.write(chunks, end + 2, length);
      at = end + 2 + length + 2;
    }
  }

  private static int endOfHead(byte[] bytes) throws IOException {
    for (int i = 0; i + 3 < bytes.length; i++) {
      if (bytes[i] == '\r'
          && bytes[i + 1] == '\n'
          && bytes[i + 2] == '\r'
          && bytes[i + 3] == '\n') {
        return i + 4;
      }
    }
    throw new IOException("an answer without its end");
  }

  @Override
  public void close() {
    server.disposeNow();
    calls.dispose();
  }
}
