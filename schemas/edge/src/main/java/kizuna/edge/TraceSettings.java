package kizuna.edge;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spring Boot's settings of traces (OpenTelemetry): exported to {@value #VARIABLE}, an OTLP address
 * as {@code http://collector:4318/v1/traces}. Without it nothing of OpenTelemetry is started.
 */
public final class TraceSettings {

  public static final String VARIABLE = "KIZUNA_TRACES_ENDPOINT";

  /** Spring Boot's property of the same; an application without it has no traces. */
  public static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

  private static final String TRACING = "org.springframework.boot.micrometer.tracing.";
  private static final String OPEN_TELEMETRY = "org.springframework.boot.opentelemetry.";

  private static final String ALL =
      String.join(
          ",",
          TRACING + "autoconfigure.MicrometerTracingAutoConfiguration",
          TRACING + "opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
          TRACING + "opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration",
          OPEN_TELEMETRY + "autoconfigure.OpenTelemetrySdkAutoConfiguration",
          OPEN_TELEMETRY + "autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration",
          OPEN_TELEMETRY + "autoconfigure.logging.otlp.OtlpLoggingAutoConfiguration");

  private TraceSettings() {}

  /**
   * Default properties of an application.
   *
   * @param endpoint where spans are sent; null or blank: there are no traces
   */
  public static Map<String, Object> properties(@Nullable String endpoint) {
    return endpoint == null || endpoint.isBlank()
        ? Map.of("spring.autoconfigure.exclude", ALL)
        : Map.of(
            ENDPOINT,
            endpoint.strip(),
            // Every report; MANAGEMENT_TRACING_SAMPLING_PROBABILITY sets another share.
            "management.tracing.sampling.probability",
            "1.0");
  }
}
