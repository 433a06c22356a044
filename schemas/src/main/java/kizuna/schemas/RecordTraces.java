package kizuna.schemas;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Traces through Kafka: one report is one trace, from the door to the frame that shows its
 * decision. The context of a trace is in the headers of records (W3C Trace Context, {@code
 * traceparent}); keys and values do not contain it, so that decisions stay byte-identical.
 *
 * <p>If traces are off, nothing is read, written or measured.
 */
public final class RecordTraces {

  /** No traces. */
  public static final RecordTraces OFF = new RecordTraces(OpenTelemetry.noop(), false);

  private static final String TRACEPARENT = "traceparent";

  /** Spans that one batch of a reader, or one frame, begins at most; the others are left out. */
  static final int MAX_SPANS_OF_BATCH = 100;

  private static final TextMapGetter<Headers> FROM_HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
          List<String> keys = new ArrayList<>();
          headers.forEach(header -> keys.add(header.key()));
          return keys;
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String key) {
          Header header = headers == null ? null : headers.lastHeader(key);
          return header == null || header.value() == null
              ? null
              : new String(header.value(), StandardCharsets.UTF_8);
        }
      };

  private static final TextMapGetter<Map<String, String>> FROM_MAP =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> fields) {
          return fields.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> fields, String key) {
          return fields == null ? null : fields.get(key);
        }
      };

  private static final TextMapSetter<Map<String, String>> TO_MAP =
      (fields, key, value) -> {
        if (fields != null) {
          fields.put(key, value);
        }
      };

  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final boolean on;

  private RecordTraces(OpenTelemetry telemetry, boolean on) {
    this.tracer = telemetry.getTracer("kizuna");
    this.propagator = telemetry.getPropagators().getTextMapPropagator();
    this.on = on;
  }

  /** Traces that are exported as an application is set up; none without it. */
  public static RecordTraces of(Stream<OpenTelemetry> telemetry) {
    return telemetry.findFirst().map(set -> new RecordTraces(set, true)).orElse(OFF);
  }

  /** One span. */
  public final class Step implements AutoCloseable {
    private final Span span;
    private final Context context;

    private Step(Span span, Context parent) {
      this.span = span;
      this.context = span.storeInContext(parent);
    }

    public void set(String name, String value) {
      if (on) {
        span.setAttribute(name, value);
      }
    }

    /** Hands the trace on with a record. */
    public void propagate(Headers headers) {
      if (on && span.getSpanContext().isSampled()) {
        propagator.inject(
            context,
            headers,
            (to, key, value) -> {
              if (to != null) {
                to.remove(key).add(key, value.getBytes(StandardCharsets.UTF_8));
              }
            });
      }
    }

    /** The same as text, for uses outside of records; empty if the trace is not sampled. */
    private Optional<String> context() {
      Map<String, String> fields = new HashMap<>();
      if (on && span.getSpanContext().isSampled()) {
        propagator.inject(context, fields, TO_MAP);
      }
      return Optional.ofNullable(fields.get(TRACEPARENT));
    }

    /** Ends the span with an error. */
    public void failed(Throwable why) {
      if (on) {
        span.setStatus(StatusCode.ERROR, why.getClass().getSimpleName());
      }
    }

    @Override
    public void close() {
      if (on) {
        span.end();
      }
    }
  }

  private final Step none = new Step(Span.getInvalid(), Context.root());

  /** Begins a span of the caller's trace that sends a record. */
  public Step send(String name) {
    return on ? begin(name, SpanKind.PRODUCER, Context.current()) : none;
  }

  /** Begins a span of a record's trace. A record that belongs to none gets none. */
  public Step process(String name, Headers headers) {
    return on && headers.lastHeader(TRACEPARENT) != null
        ? begin(name, SpanKind.CONSUMER, propagator.extract(Context.root(), headers, FROM_HEADERS))
        : none;
  }

  /** Begins a span for each record of a topic that belongs to a trace. */
  public RecordBatch batch(
      String name, String topic, Iterable<ConsumerRecord<byte[], byte[]>> records) {
    Map<ConsumerRecord<byte[], byte[]>, Step> steps = new LinkedHashMap<>();
    if (on) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (record.topic().equals(topic)
            && record.headers().lastHeader(TRACEPARENT) != null
            && steps.size() < MAX_SPANS_OF_BATCH) {
          Step step = process(name, record.headers());
          step.set("messaging.destination.name", topic);
          step.set("messaging.kafka.offset", Long.toString(record.offset()));
          steps.put(record, step);
        }
      }
    }
    return new RecordBatch(steps);
  }

  /** Spans that end together, each of one record. */
  public static final class RecordBatch implements AutoCloseable {
    private final Map<ConsumerRecord<byte[], byte[]>, Step> steps;

    private RecordBatch(Map<ConsumerRecord<byte[], byte[]>, Step> steps) {
      this.steps = steps;
    }

    /** The records of sampled traces, each with the context of its span. */
    public void forEach(BiConsumer<ConsumerRecord<byte[], byte[]>, String> each) {
      steps.forEach(
          (record, step) -> step.context().ifPresent(context -> each.accept(record, context)));
    }

    @Override
    public void close() {
      steps.values().forEach(Step::close);
    }
  }

  /**
   * Begins a span for each context that a {@link RecordBatch} gave, for one frame that contains all
   * of them.
   */
  public Frame frame(String name, List<String> contexts) {
    return new Frame(
        on
            ? contexts.stream()
                .limit(MAX_SPANS_OF_BATCH)
                .map(
                    context ->
                        begin(
                            name,
                            SpanKind.PRODUCER,
                            propagator.extract(
                                Context.root(), Map.of(TRACEPARENT, context), FROM_MAP)))
                .toList()
            : List.of());
  }

  /** Spans of one frame; they end together. */
  public static final class Frame implements AutoCloseable {
    private final List<Step> steps;

    private Frame(List<Step> steps) {
      this.steps = steps;
    }

    public void set(String name, String value) {
      steps.forEach(step -> step.set(name, value));
    }

    @Override
    public void close() {
      steps.forEach(Step::close);
    }
  }

  private Step begin(String name, SpanKind kind, Context parent) {
    return new Step(
        tracer.spanBuilder(name).setParent(parent).setSpanKind(kind).startSpan(), parent);
  }
}
