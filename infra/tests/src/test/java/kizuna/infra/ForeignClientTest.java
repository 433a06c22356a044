package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import kizuna.codes.Certainty;
import kizuna.codes.CostBearer;
import kizuna.codes.Documentation;
import kizuna.codes.HazardType;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Priority;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.codes.Tier;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AidRequested;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.Fact;
import kizuna.facts.MunicipalitiesListed;
import kizuna.facts.Municipality;
import kizuna.facts.NetworkFormed;
import kizuna.facts.Reporter;
import kizuna.facts.StaffOffered;
import kizuna.infra.accounts.Account;
import kizuna.infra.broker.EmbeddedBroker;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.host.Installation;
import kizuna.infra.registry.EmbeddedRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import kizuna.schemas.form.FactForm;
import kizuna.streams.topology.DecisionEngine;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Another system, in another language, with clients that are not ours (kafkajs and its Confluent
 * registry client), reads what we decided.
 */
class ForeignClientTest {

  private static final String NETWORK = "tokyo23";
  private static final String KITA = "131172";
  private static final String WAJIMA = "172049";
  private static final long LIMIT_SECONDS = 60;

  @TempDir Path folder;

  private final List<Fact> facts = new ArrayList<>();
  private Instant clock = Instant.parse("2024-01-01T07:10:00Z");

  @Test
  void readsTheLedgerAndTheDecisionsThroughTheRegistry() throws Exception {
    Path client = Installation.here().root().resolve("infra/tests/src/test/foreign-client");
    assumeTrue(
        Files.isDirectory(client.resolve("node_modules/kafkajs")),
        "needs node and the foreign client's packages: run infra/kizuna test");
    Topics topics = Topics.of(Namespace.LIVE);
    givenOneRequestAndOneOffer();

    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        EmbeddedRegistry registry =
            EmbeddedRegistry.start(folder.resolve("registry"), 0, broker.accounts())) {
      Provisioning.provision(broker.cluster(Account.LAUNCHER), topics);
      SchemaRegistry schemas = registry.client(Account.STREAMS);
      report(broker, WireFormat.of(topics.intake, schemas), topics.intake.name());
      try (DecisionEngine engine =
          new DecisionEngine(
              topics,
              schemas,
              DecisionEngine.Settings.of(
                  broker.cluster(Account.STREAMS), folder.resolve("state")))) {
        engine.start();

        List<JsonNode> read =
            read(
                client,
                broker.accounts().clientFile(Account.READER),
                topics.matchDecisions.name() + "=" + facts.size(),
                topics.dispatchLedger.name() + "=1");

        List<JsonNode> decisions = of(read, topics.matchDecisions.name());
        assertThat(decisions).hasSize(facts.size());
        assertThat(decisions)
            .extracting(d -> d.path("value").path("outcome").asString())
            .containsOnly("ACCEPTED");
        JsonNode line = of(read, topics.dispatchLedger.name()).get(0);
        assertThat(line.path("key").asString()).isEqualTo("tokyo23/req-1-1");
        assertThat(line.path("value").path("lender").asString()).isEqualTo(KITA);
        assertThat(line.path("value").path("receiver").asString()).isEqualTo(WAJIMA);
        assertThat(line.path("value").path("state").asString()).isEqualTo("PROPOSED");
        assertThat(line.path("value").path("headCount").asInt()).isEqualTo(4);
      }
    }
  }

  private void givenOneRequestAndOneOffer() {
    LocalDate first = LocalDate.of(2024, 1, 10);
    fact(
        Role.SYSTEM,
        "kizuna",
        new NetworkFormed("特別区", List.of(KITA), 1000, 1000, 24, Tier.AGREEMENT, null, 1440, 60));
    fact(
        Role.SYSTEM,
        "kizuna",
        new MunicipalitiesListed(
            List.of(place(KITA, "北区", 35.75, 139.73), place(WAJIMA, "輪島市", 37.39, 136.90)),
            "test"));
    fact(
        Role.SYSTEM,
        "kizuna",
        new AgreementSigned(
            "agreement-1",
            1,
            "協定",
            List.of(),
            List.of(WAJIMA),
            List.of(),
            List.of(),
            List.of(),
            null,
            null,
            CostBearer.RECEIVER,
            LocalDate.of(2020, 1, 1),
            null,
            "test",
            Certainty.ILLUSTRATIVE,
            List.of(),
            0,
            0,
            List.of()));
    fact(
        Role.DESK,
        WAJIMA,
        new DisasterDeclared(
            "noto", "能登半島地震", HazardType.EARTHQUAKE, List.of(WAJIMA), clock, false, false));
    fact(
        Role.DESK,
        WAJIMA,
        new AidRequested(
            "req-1",
            "noto",
            WAJIMA,
            "断水",
            TaskType.SHELTER_OPERATION,
            4,
            "避難所",
            "のと里山海道",
            first,
            first.plusDays(7),
            List.of(),
            Priority.URGENT,
            8,
            Documentation.ORAL,
            List.of(),
            1,
            null));
    fact(
        Role.WARD,
        KITA,
        new StaffOffered(
            "off-1",
            KITA,
            null,
            List.of(TaskType.SHELTER_OPERATION),
            List.of(),
            6,
            first,
            first.plusDays(7),
            null));
  }

  private void fact(Role role, String body, SpecificRecordBase what) {
    clock = clock.plusSeconds(60);
    facts.add(
        FactForm.envelope(
            UUID.nameUUIDFromBytes(Integer.toString(facts.size()).getBytes(StandardCharsets.UTF_8)),
            NETWORK,
            clock,
            clock,
            new Reporter(role, body),
            OperationMode.ACTUAL,
            what));
  }

  private static Municipality place(String code, String name, double latitude, double longitude) {
    return new Municipality(code, name, "", "", MunicipalityKind.CITY, latitude, longitude);
  }

  private void report(EmbeddedBroker broker, WireFormat<Fact> format, String topic)
      throws Exception {
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(
            broker.cluster(Account.PRODUCERS).settings(),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (Fact fact : facts) {
        producer.send(new ProducerRecord<>(topic, NETWORK, format.encode(fact))).get();
      }
    }
  }

  private List<JsonNode> read(Path client, Path account, String... wanted)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", "read.js", account.toString()));
    command.addAll(List.of(wanted));
    Path out = folder.resolve("read.jsonl");
    Path err = folder.resolve("read.err");
    Process node =
        new ProcessBuilder(command)
            .directory(client.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      boolean ended = node.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(ended).as("read in time; so far: %s", Files.readString(out)).isTrue();
      assertThat(node.exitValue()).as(Files.readString(err)).isZero();
    } finally {
      node.destroyForcibly();
    }
    JsonMapper json = new JsonMapper();
    return Files.readAllLines(out).stream().map(json::readTree).toList();
  }

  private static List<JsonNode> of(List<JsonNode> read, String topic) {
    return read.stream().filter(r -> r.path("topic").asString().equals(topic)).toList();
  }
}
