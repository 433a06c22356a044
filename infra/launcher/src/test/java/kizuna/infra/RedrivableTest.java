package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import kizuna.codes.DeadLetterCause;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.decisions.DeadLetter;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.facts.TimePassed;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import kizuna.schemas.form.FactForm;
import kizuna.streams.contract.TopicSerdes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A report that became a dead letter is sent again as it was, but for the time it is recorded. */
class RedrivableTest {

  private static final Instant THEN = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-28T03:04:05.678901Z");

  private final WireFormat<Fact> format =
      TopicSerdes.of(Topics.of(Namespace.LIVE), new InMemoryRegistry()).facts();

  private static DeadLetter letter(byte @Nullable [] value) {
    return DeadLetter.newBuilder()
        .setApplication("kizuna")
        .setNode("decide")
        .setCause(DeadLetterCause.NETWORK_NOT_FORMED)
        .setDetail("")
        .setTopic("kizuna.live.intake")
        .setPartition(2)
        .setOffset(1_234)
        .setAt(THEN)
        .setKey(null)
        .setValue(value == null ? null : ByteBuffer.wrap(value))
        .build();
  }

  private static Fact fact() {
    return FactForm.envelope(
        UUID.randomUUID(),
        "tokyo23",
        THEN,
        THEN,
        new Reporter(Role.SYSTEM, "kizuna"),
        OperationMode.ACTUAL,
        TimePassed.newBuilder().setTo(THEN).build());
  }

  @Test
  void aReportThatCanBeReadKeepsItsIdAndIsRecordedNow() {
    Fact fact = fact();

    Redrivable found = Redrivable.of(letter(format.encode(fact)), format);

    assertThat(found.place()).isEqualTo("2:1234");
    assertThat(found.sentence().in(Locale.ENGLISH))
        .isEqualTo("2:1234: NETWORK_NOT_FORMED, TIME_PASSED of network tokyo23: can be read now");
    assertThat(found.sentence().in(Locale.JAPANESE))
        .contains("NETWORK_NOT_FORMED")
        .endsWith("今は読めます");
    assertThat(found.again(NOW))
        .isEqualTo(
            Fact.newBuilder(fact).setRecordedAt(Instant.parse("2026-11-28T03:04:05.678Z")).build());
  }

  @Test
  void whatStillCannotBeReadSaysWhy() {
    assertThat(Redrivable.of(letter(new byte[] {1, 2, 3}), format).fact()).isEmpty();
    assertThat(Redrivable.of(letter(new byte[] {1, 2, 3}), format).sentence())
        .asString()
        .contains("cannot be read: expected");
    assertThat(Redrivable.of(letter(null), format).sentence())
        .asString()
        .contains("it has no value");
    assertThat(Redrivable.of(letter(new byte[1 << 20]), format).sentence())
        .asString()
        .contains("only its first 1 MiB was kept");
  }
}
