package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.NetworkFormed;
import kizuna.facts.Reporter;
import kizuna.producers.IntakeProducer.Receipt;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.form.FactForm;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class IntakeProducerTest {

  private static final Instant AT = Instant.parse("2024-01-01T07:10:00Z");

  private final Fact fact = MockedLog.fact("tokyo23", AT, OperationMode.ACTUAL);

  @Test
  void aFactLiesUnderItsNetworkAtItsTimeAndCanBeRead() {
    MockedLog kafka = new MockedLog(true);

    Receipt receipt = kafka.log.append(Namespace.LIVE, fact).join();

    assertThat(receipt).isEqualTo(new Receipt("tokyo23", "kizuna.live.intake", 0, 0, AT));
    ProducerRecord<byte[], byte[]> sent = kafka.sent().get(0);
    assertThat(sent.topic()).isEqualTo("kizuna.live.intake");
    assertThat(new String(sent.key(), StandardCharsets.UTF_8)).isEqualTo("tokyo23");
    assertThat(sent.timestamp()).isEqualTo(AT.toEpochMilli());
    assertThat(kafka.read(Namespace.LIVE, sent)).isEqualTo(fact);
  }

  @Test
  void aDrillsFactLiesInTheDrillsIntake() {
    MockedLog kafka = new MockedLog(true);

    kafka
        .log
        .append(Namespace.drill("noto-1"), MockedLog.fact("tokyo23", AT, OperationMode.EXERCISE))
        .join();

    assertThat(kafka.sent())
        .extracting(ProducerRecord::topic)
        .containsExactly("kizuna.drill.noto-1.intake");
  }

  @Test
  void thereIsNoReceiptBeforeTheBrokerHasAcknowledged() {
    MockedLog kafka = new MockedLog(false);

    CompletableFuture<Receipt> receipt = kafka.log.append(Namespace.LIVE, fact);

    assertThat(receipt).isNotDone();
    kafka.producer.completeNext();
    assertThat(receipt).isCompleted();
  }

  @Test
  void aBrokerThatIsAwayIsNamed() {
    MockedLog kafka = new MockedLog(false);

    CompletableFuture<Receipt> receipt = kafka.log.append(Namespace.LIVE, fact);
    kafka.producer.errorNext(new TimeoutException("no answer in 15000 ms"));

    assertThatThrownBy(receipt::join)
        .hasCauseInstanceOf(IntakeProducer.LogUnavailable.class)
        .hasMessageContaining(
            "expected the log at broker:9092 to take the fact, but no answer in 15000 ms");
  }

  @Test
  void aRegistryThatIsAwayIsNamedAndAskedAgainNextTime() {
    class Away implements SchemaRegistry {
      private boolean away = true;

      @Override
      public int register(String subject, Schema schema) {
        if (away) {
          throw new RegistryUnavailable("http://registry", new IllegalStateException());
        }
        return 1;
      }

      @Override
      public java.util.Optional<Schema> byId(int id) {
        return java.util.Optional.empty();
      }
    }
    Away registry = new Away();
    IntakeProducer log =
        new IntakeProducer(
            KafkaCluster.open("broker:9092"),
            registry,
            RecordTraces.OFF,
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()));

    assertThat(log.append(Namespace.LIVE, fact))
        .isCompletedExceptionally()
        .satisfies(
            receipt ->
                assertThatThrownBy(receipt::join)
                    .hasCauseInstanceOf(IntakeProducer.LogUnavailable.class)
                    .hasMessageContaining("expected a schema registry at http://registry"));
    registry.away = false;
    assertThat(log.append(Namespace.LIVE, fact)).isCompleted();
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItIsSent() {
    MockedLog kafka = new MockedLog(true);
    Fact large =
        FactForm.envelope(
            fact.getEventId(),
            "tokyo23",
            AT,
            AT,
            new Reporter(Role.SYSTEM, "kizuna"),
            OperationMode.ACTUAL,
            NetworkFormed.newBuilder()
                .setName("x")
                .setLenders(Collections.nCopies(1_000_000, "131041"))
                .setHoldMinutes(1)
                .setLifeSafetyHoldMinutes(1)
                .setPriorityClassHours(1)
                .build());

    assertThatThrownBy(() -> kafka.log.append(Namespace.LIVE, large))
        .isInstanceOf(IntakeProducer.FactTooLarge.class)
        .hasMessageStartingWith("expected a fact of at most ");
    assertThat(kafka.sent()).isEmpty();
  }
}
