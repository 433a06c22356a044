package kizuna.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Where there are no traces, records have no headers, and theirs are not read. */
class RecordTracesTest {

  @Test
  void withoutAnExporterNothingIsReadOrWritten() {
    RecordTraces off = RecordTraces.of(Stream.of());
    assertThat(off).isSameAs(RecordTraces.OFF);
    Headers headers = new RecordHeaders();

    try (RecordTraces.Step step = off.send("report")) {
      step.set("network", "tokyo23");
      step.propagate(headers);
      step.failed(new IllegalStateException());
    }

    assertThat(headers).isEmpty();
    headers.add("traceparent", "not for us".getBytes(StandardCharsets.UTF_8));
    try (RecordTraces.Step step = off.process("decide", headers)) {
      Headers onward = new RecordHeaders();
      step.propagate(onward);
      assertThat(onward).isEmpty();
    }
    try (RecordTraces.RecordBatch batch =
        off.batch("show", "topic", List.of(new ConsumerRecord<>("topic", 0, 0, null, null)))) {
      batch.forEach((record, context) -> fail("expected no context, but %s", context));
    }
    off.frame("frame", List.of()).close();
  }
}
