package kizuna.infra.door;

import io.opentelemetry.api.OpenTelemetry;
import kizuna.edge.TraceSettings;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spans of the door, where an address for them is set; without one there is nothing of this. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(TraceSettings.ENDPOINT)
@ImportAutoConfiguration({
  OpenTelemetrySdkAutoConfiguration.class,
  OpenTelemetryTracingAutoConfiguration.class,
  OtlpTracingAutoConfiguration.class
})
class TraceConfiguration {

  @Bean
  TraceFilter traceFilter(OpenTelemetry telemetry) {
    return new TraceFilter(telemetry);
  }
}
