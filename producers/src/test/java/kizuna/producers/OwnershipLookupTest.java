package kizuna.producers;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import kizuna.codes.OperationMode;
import kizuna.codes.Priority;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.edge.ApiException;
import kizuna.facts.AidRequested;
import kizuna.facts.ClockSet;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.facts.TimePassed;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.OwnerKey;
import kizuna.schemas.OwnerKey.ResourceType;
import kizuna.schemas.ProblemType;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.text.Message;
import kizuna.states.NetworkSummary;
import kizuna.states.Owner;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whose what is, as it lies on the topic of owners and on its way there; how soon an id is refused
 * tells nobody whether it is there.
 */
class OwnershipLookupTest {

  private static final Duration PATIENCE = Duration.ofMillis(400);

  @Test
  void whatIsNotYoursIsRefusedAsSlowlyAsWhatIsNotThere() {
    try (OwnershipLookup ids = new OwnershipLookup(OwnershipLookupTest::reader, PATIENCE)) {
      ids.accepted(Namespace.LIVE, requested("theirs", "172049"));
      // The reader has reached the end of its topics before it is measured.
      assertThat(find(ids, "warm-up")).isEmpty();

      long asked = System.nanoTime();
      assertThat(find(ids, "nobodys")).isEmpty();
      long absenceReason = System.nanoTime() - asked;
      asked = System.nanoTime();
      assertThat(find(ids, "theirs")).isPresent();
      ids.awaitAsForNothing("desk-suzu", asked);
      long notYours = System.nanoTime() - asked;

      assertThat(absenceReason).isGreaterThanOrEqualTo(PATIENCE.toNanos() * 9 / 10);
      assertThat(notYours).isGreaterThanOrEqualTo(PATIENCE.toNanos());
      // Waiting once more adds nothing.
      asked = System.nanoTime() - PATIENCE.toNanos();
      ids.awaitAsForNothing("desk-suzu", asked);
      assertThat(System.nanoTime() - asked - PATIENCE.toNanos())
          .isLessThan(TimeUnit.MILLISECONDS.toNanos(300));
    }
  }

  @Test
  void oneAccountThatAsksForWhatIsNotThereLeavesPlacesForTheOthers() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (OwnershipLookup ids =
        new OwnershipLookup(OwnershipLookupTest::reader, Duration.ofSeconds(60))) {
      CountDownLatch refused =
          new CountDownLatch(OwnershipLookup.MAX_WAITING - OwnershipLookup.MAX_WAITING_OF_ACCOUNT);
      List<String> codes = Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < OwnershipLookup.MAX_WAITING; i++) {
        threads.execute(
            () -> {
              try {
                ids.awaitAsForNothing("ward-ota", System.nanoTime());
              } catch (ApiException e) {
                codes.add(e.status().value() + " " + e.type().code());
                refused.countDown();
              }
            });
      }
      assertThat(refused.await(60, TimeUnit.SECONDS)).as("its share is taken").isTrue();
      assertThat(codes).containsOnly("429 too-many-at-once");

      // The places of all: each account gets its share of them.
      CountDownLatch full = new CountDownLatch(1);
      for (int i = 0; i <= OwnershipLookup.MAX_WAITING; i++) {
        String account = "desk-" + i;
        threads.execute(
            () -> {
              try {
                ids.awaitAsForNothing(account, System.nanoTime());
              } catch (ApiException e) {
                codes.add(e.status().value() + " " + e.type().code());
                full.countDown();
              }
            });
      }
      assertThat(full.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(codes).contains("503 ids-not-read");
    } finally {
      threads.shutdownNow();
    }
  }

  /** As after a restart: this door has taken nothing itself. */
  @Test
  void aReportIsFoundInTheLogByTheEventIdOfItsKey() throws Exception {
    Topics topics = Topics.of(Namespace.LIVE);
    SchemaRegistry registry = new InMemoryRegistry();
    Fact first =
        Fact.newBuilder(
                MockedLog.fact("tokyo23", Instant.EPOCH.plusSeconds(1), OperationMode.ACTUAL))
            .setEventId(UUID.nameUUIDFromBytes(new byte[] {1}))
            .build();
    byte[] wire = WireFormat.of(topics.intake, registry).encode(first);
    Supplier<Consumer<byte[], byte[]>> consumers =
        () -> {
          MockConsumer<byte[], byte[]> consumer = consumer(topics);
          TopicPartition intake = new TopicPartition(topics.intake.name(), 0);
          consumer.updateEndOffsets(java.util.Map.of(intake, 2L));
          consumer.schedulePollTask(
              () -> {
                for (long offset = 0; offset < 2; offset++) {
                  consumer.addRecord(
                      new ConsumerRecord<>(intake.topic(), 0, offset, new byte[0], wire));
                }
              });
          return consumer;
        };
    try (OwnershipLookup ids =
        new OwnershipLookup(
            namespace -> new OwnershipReader(topics, registry, consumers, Optional::empty),
            PATIENCE)) {
      LoggedReports.Recorded found =
          ids.find("desk-suzu", Namespace.LIVE, "tokyo23", first.getEventId()).orElseThrow();

      assertThat(found.fact()).isEqualTo(first);
      assertThat(found.receipt().offset()).as("the first of two").isZero();
      assertThat(
              ids.find(
                  "desk-suzu", Namespace.LIVE, "tokyo23", UUID.nameUUIDFromBytes(new byte[] {2})))
          .isEmpty();
    }
  }

  @Test
  void withTheRegistryOfAnotherLogNothingIsReadAndNoReportIsTaken() {
    Log log = new Log();
    log.owner("tokyo23/REQUEST/req-1", new Owner("172057", null, null));
    log.complete();
    log.otherRegistry =
        Optional.of(
            SchemaRegistry.MESSAGES.of("other", 7, "kizuna.live.owners-0", 3, "no schema", "a"));
    try (OwnershipLookup ids = log.read()) {
      await("it says why").until(() -> ids.refusal().isPresent());
      assertThat(ids.refusal().orElseThrow())
          .startsWith("expected the schema registry that this log was written with, but record 7")
          .endsWith("put its data back from a backup");
      assertThatThrownBy(() -> ids.isFormed("desk-suzu", Namespace.LIVE, "tokyo23"))
          .isInstanceOfSatisfying(
              ApiException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.IDS_NOT_READ));

      log.otherRegistry = Optional.empty();
      await("its data is back").until(() -> read(() -> find(ids, "req-1").isPresent()));
      assertThat(ids.refusal()).isEmpty();
    }
  }

  /** The topics of a live namespace, to which tests write while they are read. */
  private static final class Log {
    final Topics topics = Topics.of(Namespace.LIVE);
    final SchemaRegistry registry = new InMemoryRegistry();
    private final WireFormat<Owner> owners = WireFormat.of(topics.owners, registry);
    private final Map<String, Long> ends = new HashMap<>();
    private final List<ConsumerRecord<byte[], byte[]>> written = new ArrayList<>();
    volatile Optional<Message> otherRegistry = Optional.empty();

    void owner(String key, Owner owner) {
      write(topics.owners.name(), key, owners.encode(owner));
    }

    void gone(String key) {
      write(topics.owners.name(), key, null);
    }

    void complete() {
      owner("tokyo23", new Owner(null, null, null));
    }

    void taken(Fact fact) {
      write(topics.intake.name(), "tokyo23", WireFormat.of(topics.intake, registry).encode(fact));
    }

    void formed() {
      NetworkSummary summary =
          NetworkSummary.newBuilder()
              .setNetworkId("tokyo23")
              .setName("東京23区")
              .setOpenRequests(0)
              .setOpenPersonDays(0)
              .setProposed(0)
              .setConfirmed(0)
              .setInTransit(0)
              .setOnSite(0)
              .setLoads(List.of())
              .setSequence(1)
              .setChangedAt(Instant.EPOCH)
              .build();
      write(
          topics.networkSummary.name(),
          "tokyo23",
          WireFormat.of(topics.networkSummary, registry).encode(summary));
    }

    private synchronized void write(String topic, String key, byte @Nullable [] value) {
      long offset = ends.merge(topic, 1L, Long::sum) - 1;
      written.add(
          new ConsumerRecord<>(topic, 0, offset, key.getBytes(StandardCharsets.UTF_8), value));
    }

    OwnershipLookup read() {
      return new OwnershipLookup(
          namespace ->
              new OwnershipReader(topics, registry, () -> new Reading(this), () -> otherRegistry),
          PATIENCE);
    }
  }

  /** Reads what was written, and goes on as more is written. */
  private static final class Reading extends MockConsumer<byte[], byte[]> {
    private final Log log;
    private int read;

    Reading(Log log) {
      super("earliest");
      this.log = log;
      prepare(this, log.topics);
      synchronized (log) {
        log.ends.forEach(
            (topic, end) -> updateEndOffsets(Map.of(new TopicPartition(topic, 0), end)));
      }
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      synchronized (log) {
        while (read < log.written.size()) {
          addRecord(log.written.get(read++));
        }
      }
      return super.poll(Duration.ZERO);
    }
  }

  private static Optional<Owner> find(OwnershipLookup ids, String request) {
    return ids.of(
        "desk-suzu", Namespace.LIVE, new OwnerKey("tokyo23", ResourceType.REQUEST, request));
  }

  /** Holds only where all is read. */
  private static boolean read(BooleanSupplier holds) {
    try {
      return holds.getAsBoolean();
    } catch (ApiException e) {
      assertThat(e.type()).isEqualTo(ProblemType.IDS_NOT_READ);
      return false;
    }
  }

  private static Fact requested(String id, String receiver) {
    return FactForm.envelope(
        UUID.randomUUID(),
        "tokyo23",
        Instant.EPOCH,
        Instant.EPOCH,
        new Reporter(Role.DESK, receiver),
        OperationMode.ACTUAL,
        AidRequested.newBuilder()
            .setRequestId(id)
            .setDisasterId("noto")
            .setReceiver(receiver)
            .setDamage("避難所")
            .setTaskType(TaskType.SHELTER_OPERATION)
            .setHeadCount(1)
            .setPlace("体育館")
            .setRoute("陸路")
            .setFirstDay(LocalDate.EPOCH)
            .setLastDay(LocalDate.EPOCH)
            .setQualifications(List.of())
            .setPriority(Priority.NORMAL)
            .setDocumentation(kizuna.codes.Documentation.ORAL)
            .build());
  }

  /** Each drill that is asked about is read; of too many, the one longest unused is read anew. */
  @Test
  void ofTooManyDrillsTheOneLongestUnusedIsLeftAndReadAgainWhenItIsAskedFor() {
    List<Namespace> opened = new ArrayList<>();
    try (OwnershipLookup ids =
        new OwnershipLookup(
            namespace -> {
              opened.add(namespace);
              return reader(namespace);
            },
            PATIENCE)) {
      for (int i = 0; i <= OwnershipLookup.MAX_DRILLS; i++) {
        ids.knows(Namespace.drill("d-" + i), "tokyo23");
        ids.knows(Namespace.drill("d-0"), "tokyo23");
      }
      assertThat(opened).hasSize(1 + OwnershipLookup.MAX_DRILLS + 1);

      ids.knows(Namespace.drill("d-0"), "tokyo23");
      assertThat(opened).as("it was used").hasSize(1 + OwnershipLookup.MAX_DRILLS + 1);
      ids.knows(Namespace.drill("d-1"), "tokyo23");
      assertThat(opened.get(opened.size() - 1)).isEqualTo(Namespace.drill("d-1"));
      assertThat(opened).hasSize(1 + OwnershipLookup.MAX_DRILLS + 2);
    }
  }

  @Test
  void whatIsInTheBooksIsReadFromTheTopicOfOwnersAndWhatLeftIsNotThere() {
    Log log = new Log();
    Owner suzu = new Owner("172057", null, null);
    log.formed();
    log.owner("tokyo23/REQUEST/req-1", suzu);
    log.owner("tokyo23/REQUEST/req-2", suzu);
    log.complete();
    log.gone("tokyo23/REQUEST/req-2");
    try (OwnershipLookup ids = log.read()) {
      assertThat(find(ids, "req-1")).contains(suzu);
      assertThat(find(ids, "req-2")).isEmpty();
      log.gone("tokyo23/REQUEST/req-1");
      await("it has left").until(() -> read(() -> find(ids, "req-1").isEmpty()));
    }
  }

  /** As after an upgrade, or after the topic was lost. */
  @Test
  void untilTheBooksOfANetworkAreToldNobodySaysThatSomethingIsNotThere() {
    Log log = new Log();
    log.formed();
    log.owner("tokyo23/REQUEST/req-1", new Owner("172057", null, null));
    try (OwnershipLookup ids = log.read()) {
      assertThat(find(ids, "req-1")).isPresent();
      assertThatThrownBy(() -> find(ids, "req-2"))
          .isInstanceOfSatisfying(
              ApiException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.IDS_NOT_READ));

      log.owner("tokyo23/REQUEST/req-2", new Owner("172057", null, null));
      log.complete();

      await("it is told").until(() -> read(() -> find(ids, "req-2").isPresent()));
      assertThat(find(ids, "req-3")).isEmpty();
    }
  }

  /** Taken by another door, or by this one before it started anew. */
  @Test
  void whatTheLogTookAndNobodyDecidedYetIsKnownFromTheLog() {
    Log log = new Log();
    log.formed();
    log.complete();
    log.taken(requested("req-1", "172057"));
    try (OwnershipLookup ids = log.read()) {
      assertThat(find(ids, "req-1")).contains(new Owner("172057", null, null));
      // The first of two with one id is the one that the log takes.
      ids.accepted(Namespace.LIVE, requested("req-1", "172049"));
      assertThat(find(ids, "req-1")).contains(new Owner("172057", null, null));
    }
  }

  /** A door that starts anew measures nothing: that a clock is not believed stands on the log. */
  @Test
  void aClockThatIsHeldIsKnownFromTheLogUntilTheLogSaysOtherwise() {
    Instant at = Instant.EPOCH;
    Duration ahead = Duration.ofDays(2);
    Fact held = told(Role.SYSTEM, new TimePassed(at, at.plus(ahead)));
    assertThat(heldAhead(held)).isEqualTo(ahead);
    assertThat(heldAhead(held, told(Role.SYSTEM, new TimePassed(at, null))))
        .as("the time alone says nothing of the clock")
        .isEqualTo(ahead);
    assertThat(heldAhead(held, told(Role.SYSTEM, new TimePassed(at, at)))).isZero();
    assertThat(heldAhead(held, told(Role.COORDINATOR, new ClockSet(at, null)))).isZero();
    assertThat(heldAhead(told(Role.COORDINATOR, new TimePassed(at, at.plus(ahead))))).isZero();
  }

  private static Duration heldAhead(Fact... facts) {
    Log log = new Log();
    log.formed();
    log.complete();
    for (Fact fact : facts) {
      log.taken(fact);
    }
    try (OwnershipLookup ids = log.read()) {
      await("all is read").until(() -> read(() -> ids.logTime("tokyo23").isPresent()));
      return ids.heldAhead("tokyo23");
    }
  }

  private static Fact told(Role role, SpecificRecordBase what) {
    return FactForm.envelope(
        UUID.randomUUID(),
        "tokyo23",
        Instant.EPOCH,
        Instant.EPOCH,
        new Reporter(role, role == Role.SYSTEM ? "kizuna" : "tokyo23"),
        OperationMode.ACTUAL,
        what);
  }

  @Test
  void whatIsKeptFollowsWhatIsInTheBooksAndNotTheLengthOfTheLog() {
    Log log = new Log();
    log.formed();
    log.complete();
    int things = 3 * OwnershipReader.MAX_UNDECIDED;
    for (int i = 0; i < things; i++) {
      String id = "req-" + i;
      log.owner("tokyo23/REQUEST/" + id, new Owner("17" + i % 100, null, null));
      log.owner("tokyo23/OFFER/off-" + i, new Owner(null, "131041", id));
      log.gone("tokyo23/REQUEST/" + id);
      log.gone("tokyo23/OFFER/off-" + i);
    }
    log.owner("tokyo23/REQUEST/last", new Owner("172057", null, null));
    OwnershipReader reader =
        new OwnershipReader(log.topics, log.registry, () -> new Reading(log), Optional::empty);
    try (OwnershipLookup ids = new OwnershipLookup(namespace -> reader, PATIENCE)) {
      await("all is read").until(() -> read(() -> find(ids, "last").isPresent()));
      // One thing, and the hundred municipalities that once owned one.
      assertThat(reader.size()).isEqualTo(1 + 101);
      for (int i = 0; i < things; i++) {
        ids.accepted(Namespace.LIVE, requested("new-" + i, "172057"));
      }
      assertThat(reader.size()).isEqualTo(1 + 101 + OwnershipReader.MAX_UNDECIDED);
    }
  }

  private static OwnershipReader reader(Namespace namespace) {
    Topics topics = Topics.of(namespace);
    return new OwnershipReader(
        topics, new InMemoryRegistry(), () -> consumer(topics), Optional::empty);
  }

  private static MockConsumer<byte[], byte[]> consumer(Topics topics) {
    return prepare(new MockConsumer<>("earliest"), topics);
  }

  private static MockConsumer<byte[], byte[]> prepare(
      MockConsumer<byte[], byte[]> consumer, Topics topics) {
    for (String topic :
        List.of(topics.intake.name(), topics.networkSummary.name(), topics.owners.name())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      Node node = new Node(0, "localhost", 9092);
      consumer.updatePartitions(
          topic, List.of(new PartitionInfo(topic, 0, node, new Node[] {node}, new Node[] {node})));
      consumer.updateBeginningOffsets(java.util.Map.of(partition, 0L));
      consumer.updateEndOffsets(java.util.Map.of(partition, 0L));
    }
    return consumer;
  }
}
