package kizuna.producers.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stands in for Kizuna: gives the answers it was told, remembers what it was asked. */
final class StandIn implements AutoCloseable {

  /** What came in. */
  record Asked(String method, URI uri, Map<String, String> headers, String content) {

    JsonNode json() {
      return JsonMapper.shared().readTree(content);
    }

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }
  }

  /** What a command said. */
  record Said(int exitCode, String out, String err) {

    JsonNode json() {
      return JsonMapper.shared().readTree(out);
    }
  }

  private record Answer(int status, String mediaType, String content) {}

  @Command(name = "infra/kizuna")
  private static final class Root {}

  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

  StandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** The next answer at a path; the last one told is given again and again. */
  StandIn answers(String methodAndPath, int status, String mediaType, String content) {
    answers
        .computeIfAbsent(methodAndPath, p -> new ArrayDeque<>())
        .add(new Answer(status, mediaType, content));
    return this;
  }

  StandIn answers(String methodAndPath, int status, String json) {
    return answers(methodAndPath, status, "application/json", json);
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** What was asked at a path. */
  List<Asked> asked(String methodAndPath) {
    return asked().stream()
        .filter(a -> (a.method() + " " + a.uri().getPath()).equals(methodAndPath))
        .toList();
  }

  /** Runs a command in English. */
  Said run(String... args) {
    return runIn("en", args);
  }

  Said runIn(String language, String... args) {
    return runAt("http://127.0.0.1:" + server.getAddress().getPort(), language, args);
  }

  static Said runAt(String url, String language, String... args) {
    CommandLine line = new CommandLine(new Root());
    Commands.all().forEach(line::addSubcommand);
    Arguments.readOn(line);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] all =
        Stream.concat(Stream.of(args), Stream.of("--url", url, "--lang", language))
            .toArray(String[]::new);
    int exitCode = line.execute(all);
    line.getErr().flush();
    line.getOut().flush();
    return new Said(exitCode, out.toString(), err.toString());
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
    asked.add(
        new Asked(
            exchange.getRequestMethod(),
            exchange.getRequestURI(),
            headers,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    Deque<Answer> told =
        answers.getOrDefault(
            exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(),
            new ArrayDeque<>());
    Answer answer =
        told.isEmpty()
            ? new Answer(
                404, "application/problem+json", "{\"title\":\"Not found\",\"status\":404}")
            : told.size() == 1 ? told.getFirst() : told.removeFirst();
    byte[] content = answer.content().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.mediaType());
    exchange.sendResponseHeaders(answer.status(), content.length == 0 ? -1 : content.length);
    exchange.getResponseBody().write(content);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
