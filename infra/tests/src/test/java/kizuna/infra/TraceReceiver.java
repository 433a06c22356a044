package kizuna.infra;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/**
 * Receives spans as a collector does: OTLP over HTTP, protobuf. Of the messages it reads only what
 * a test compares.
 */
final class TraceReceiver {

  /** One span; ids in hexadecimal digits. */
  record Span(String trace, String id, String parent, String name) {}

  /** Spans that are kept; the oldest go first. */
  private static final int MAX_SPANS = 10_000;

  // Field numbers of opentelemetry/proto: ExportTraceServiceRequest, ResourceSpans, ScopeSpans,
  // Span.
  private static final int RESOURCE_SPANS = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPAN = 2;
  private static final int TRACE_ID = 1;
  private static final int SPAN_ID = 2;
  private static final int PARENT_ID = 4;
  private static final int NAME = 5;

  private final HttpServer server;
  private final Queue<Span> spans = new ConcurrentLinkedQueue<>();

  private TraceReceiver(HttpServer server) {
    this.server = server;
  }

  static TraceReceiver start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    TraceReceiver receiver = new TraceReceiver(server);
    server.createContext("/v1/traces", receiver::receive);
    server.start();
    return receiver;
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  /** The spans of one trace. */
  List<Span> of(String trace) {
    return spans.stream().filter(span -> span.trace.equals(trace)).toList();
  }

  private void receive(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    messages(
        body,
        RESOURCE_SPANS,
        resource ->
            messages(
                resource,
                SCOPE_SPANS,
                scope -> messages(scope, SPAN, span -> spans.add(span(span)))));
    while (spans.size() > MAX_SPANS) {
      spans.poll();
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private static Span span(byte[] bytes) {
    List<String> values = new ArrayList<>(List.of("", "", "", ""));
    fields(
        bytes,
        (number, value) -> {
          switch (number) {
            case TRACE_ID -> values.set(0, HexFormat.of().formatHex(value));
            case SPAN_ID -> values.set(1, HexFormat.of().formatHex(value));
            case PARENT_ID -> values.set(2, HexFormat.of().formatHex(value));
            case NAME -> values.set(3, new String(value, StandardCharsets.UTF_8));
            default -> {}
          }
        });
    return new Span(values.get(0), values.get(1), values.get(2), values.get(3));
  }

  private static void messages(
      byte[] bytes, int wanted, java.util.function.Consumer<byte[]> message) {
    fields(
        bytes,
        (number, value) -> {
          if (number == wanted) {
            message.accept(value);
          }
        });
  }

  /** The fields of a message that have a length; the others are passed over. */
  private static void fields(byte[] bytes, BiConsumer<Integer, byte[]> field) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.hasRemaining()) {
      long tag = varint(in);
      switch ((int) (tag & 7)) {
        case 0 -> varint(in);
        case 1 -> in.position(in.position() + Long.BYTES);
        case 2 -> {
          byte[] value = new byte[(int) varint(in)];
          in.get(value);
          field.accept((int) (tag >>> 3), value);
        }
        case 5 -> in.position(in.position() + Integer.BYTES);
        default -> throw new IllegalArgumentException("expected protobuf, but tag " + tag);
      }
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
