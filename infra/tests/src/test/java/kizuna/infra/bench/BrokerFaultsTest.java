package kizuna.infra.bench;

import static kizuna.schemas.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import kizuna.codes.OperationMode;
import kizuna.codes.Outcome;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.infra.WholePlatform;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.broker.BrokerProcess;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.host.Installation;
import kizuna.infra.host.Ports;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.RecordedSchemas;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.log.UncountedRecords;
import kizuna.streams.processing.FactProcessor;
import kizuna.streams.processing.ProcessingResult;
import kizuna.streams.replay.InMemoryStateStore;
import kizuna.streams.topology.DecisionEngine;
import kizuna.streams.topology.DecisionTopology;
import kizuna.streams.topology.EngineInstance;
import kizuna.streams.verify.LogRepair;
import kizuna.streams.verify.Verification;
import kizuna.streams.verify.Verifier;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksIterator;

/**
 * What breaks around the engine, against a real broker in a process of its own: whatever is lost,
 * frozen, older or damaged, no report is decided twice or on books that do not stand where the log
 * stands, and the log decided again gives the same. {@code infra/kizuna bench faults} does the long
 * form.
 */
@Order(WholePlatform.BESIDE) // Takes long, mostly waiting.
class BrokerFaultsTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Longer than three of the limits below, one after the other, as it takes to lose a state. */
  private static final Duration FREEZE = Duration.ofSeconds(9);

  /** Limits so short that an outage of seconds is longer than each of them. */
  private static final Map<String, Object> SHORT =
      Map.of(
          "admin.default.api.timeout.ms", 1_000,
          "admin.request.timeout.ms", 500,
          "producer.request.timeout.ms", 1_500,
          "consumer.session.timeout.ms", 6_000);

  private static final Map<String, Object> USUAL = Map.of("consumer.session.timeout.ms", 6_000);

  @TempDir static Path folder;

  private static Process broker;
  private static KafkaCluster address;

  private final SchemaRegistry registry = new InMemoryRegistry();
  private final List<Site> sites = new ArrayList<>();

  @BeforeAll
  static void startBroker() throws IOException {
    int port = Ports.free();
    broker =
        new ProcessBuilder(
                Installation.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                folder.resolve("broker").toString(),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(broker.getInputStream(), StandardCharsets.UTF_8));
    assertThat(lines.readLine()).startsWith(BrokerProcess.READY);
    address =
        Accounts.beside(folder.resolve("broker"))
            .cluster(Account.LAUNCHER, Ports.LOOPBACK + ":" + port);
  }

  @AfterAll
  static void stopBroker() {
    broker.destroyForcibly();
  }

  @AfterEach
  void close() {
    sites.forEach(Site::close);
  }

  @Test
  void anOutageLongerThanEveryLimitLosesNothing() throws Exception {
    Site mended = new Site("outage-mended", SHORT);
    Map<String, Object> asBefore = new HashMap<>(SHORT);
    // As earlier versions ran: a commit that gives up half-way makes Streams skip a restoration.
    asBefore.put("producer.max.block.ms", 1_000);
    Site unmended = new Site("outage-unmended", asBefore);
    mended.start();
    unmended.start();
    mended.report(3);
    unmended.report(3);

    signal("STOP");
    TimeUnit.MILLISECONDS.sleep(FREEZE.toMillis());
    signal("CONT");

    mended.report(2);
    assertThat(mended.engine().state()).isEqualTo(DecisionEngine.State.RUNNING);
    mended.demandWhole();
    // Whatever Streams does to it there: it goes on where it was, or it says that it failed.
    unmended.send(2);
    await("decided or failed")
        .until(
            () ->
                unmended.engine().state() == DecisionEngine.State.FAILED
                    || unmended.decisions().size() >= unmended.sent);
    if (unmended.engine().state() == DecisionEngine.State.FAILED) {
      unmended.stop();
      unmended.start();
      unmended.awaitDecided();
    }
    unmended.demandWhole();
  }

  /** Also where the one before was killed in a transaction that its timeout ends much later. */
  @Test
  void aSecondInstanceTakesOverAndNoneIsFenced() throws Exception {
    Site site = new Site("two-instances", USUAL);
    String network = site.workload.network(0);
    EngineInstance one = instance("decisions-1", 18_091);
    EngineInstance two = instance("decisions-2", 18_092);
    Path other = folder.resolve("two-instances-b");
    DecisionEngine first = site.engine(site.state, one);
    DecisionEngine second = site.engine(other, two);
    try (KafkaProducer<byte[], byte[]> killed = site.producer(UUID.randomUUID() + "-1")) {
      first.start();
      site.decide(2);
      second.start();
      await("both run, each has the state, and one of them decides")
          .until(
              () ->
                  areRunning(first, second)
                      && hasState(first)
                      && hasState(second)
                      && first.deciderElsewhere(network).isPresent()
                          != second.deciderElsewhere(network).isPresent());
      site.decide(1);
      boolean secondDecides = first.deciderElsewhere(network).isPresent();
      assertThat((secondDecides ? first : second).deciderElsewhere(network))
          .isEqualTo((secondDecides ? two : one).address());

      killed.initTransactions();
      killed.beginTransaction();
      killed
          .send(
              new ProducerRecord<>(
                  site.changelog(DecisionTopology.stores().get(0)),
                  0,
                  "never committed".getBytes(StandardCharsets.UTF_8),
                  new byte[1]))
          .get();
      (secondDecides ? second : first).close(Duration.ofSeconds(30));
      site.decide(1);
      DecisionEngine left = secondDecides ? first : second;
      assertThat(left.state()).isEqualTo(DecisionEngine.State.RUNNING);
      assertThat(left.deciderElsewhere(network)).isEmpty();

      try (DecisionEngine again =
          secondDecides ? site.engine(other, two) : site.engine(site.state, one)) {
        again.start();
        await("both run again").until(() -> areRunning(left, again) && hasState(again));
        site.decide(1);
        assertThat(List.of(left.state(), again.state()))
            .doesNotContain(DecisionEngine.State.FAILED);
      }
      site.decide(1);
      site.demandWhole();
    } finally {
      first.close();
      second.close();
    }
  }

  private static boolean areRunning(DecisionEngine... engines) {
    return Arrays.stream(engines).allMatch(e -> e.state() == DecisionEngine.State.RUNNING);
  }

  private static EngineInstance instance(String name, int port) {
    return new EngineInstance(name, 1, 1, Optional.of("127.0.0.1:" + port));
  }

  private static boolean hasState(DecisionEngine engine) {
    Map<String, Map<Integer, LagInfo>> copies = engine.streams().allLocalStorePartitionLags();
    return !copies.isEmpty()
        && copies.values().stream()
            .flatMap(store -> store.values().stream())
            .allMatch(lag -> lag.currentOffsetPosition() > 0);
  }

  @Test
  void offsetsThatAreGoneDecideNothingTwiceAndATopicOfOwnersThatIsGoneIsToldAgain()
      throws Exception {
    Site site = new Site("no-offsets", USUAL);
    site.start();
    site.report(2);
    Set<String> owners = site.owners();
    assertThat(owners).hasSizeGreaterThan(5);
    site.stop();
    site.loseOffsets();
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(site.topics.owners.name())).all().get();
    }
    Provisioning.provision(address, site.topics);

    site.start();
    site.report(1);

    site.demandWhole();
    await("owners told again").until(() -> site.owners().containsAll(owners));
  }

  /** Their transaction moves the position in the log, and neither chain nor books. */
  @Test
  void deadLettersBehindTheLastDecisionAreWrittenOnceWhateverIsLost() throws Exception {
    Site site = new Site("letters", USUAL);
    Path before = folder.resolve("letters-before");
    site.start();
    site.report(1);
    site.stop();
    copy(site.state, before);
    site.start();
    site.poison();
    await("a dead letter").until(() -> site.letters() == 1);
    site.stop();

    // The state of before is taken as it is, or restored: no decision lies between.
    delete(site.state);
    copy(before, site.state);
    site.start();
    site.report(1);
    assertThat(site.letters()).isEqualTo(1);

    site.poison();
    await("another").until(() -> site.letters() == 2);
    site.stop();
    site.loseOffsets();
    site.start();
    site.report(1);
    assertThat(site.letters()).as("not written again").isEqualTo(2);

    // The state alone calls the record processed, as if its transaction had been aborted.
    site.poison();
    await("a third").until(() -> site.letters() == 3);
    site.stop();
    site.loseOffsets();
    try (Admin admin = admin()) {
      admin.deleteTopics(List.of(site.topics.deadLetters.name())).all().get();
    }
    Provisioning.provision(address, site.topics);
    site.start();
    await("written again").until(() -> site.letters() == 1);
    site.report(1);
    assertThat(site.letters()).isEqualTo(1);
    site.demandWhole();
  }

  @Test
  void theOpenTransactionOfAProcessThatWasKilledIsEndedByTheNextOneNotByItsTimeout()
      throws Exception {
    Site site =
        new Site(
            "killed",
            Map.of(
                "consumer.session.timeout.ms", 6_000, "producer.transaction.timeout.ms", 900_000));
    site.start();
    site.report(2);
    site.stop();
    try (KafkaProducer<byte[], byte[]> killed = site.producerOfTheEngine()) {
      killed.initTransactions();
      killed.beginTransaction();
      killed
          .send(
              new ProducerRecord<>(
                  site.changelog(DecisionTopology.stores().get(0)),
                  0,
                  "never committed".getBytes(StandardCharsets.UTF_8),
                  new byte[1]))
          .get();

      site.start();
      site.report(1);
    }

    site.demandWhole();
  }

  @Test
  void theChangelogIsWrittenInSegmentsSoSmallThatKafkaSoonCompactsThem() throws Exception {
    Site site = new Site("segments", USUAL);
    site.start();
    site.report(1);

    for (String store : DecisionTopology.stores()) {
      ConfigResource changelog =
          new ConfigResource(ConfigResource.Type.TOPIC, site.changelog(store));
      try (Admin admin = admin()) {
        assertThat(admin.describeConfigs(List.of(changelog)).all().get().values())
            .flatExtracting(Config::entries)
            .extracting(e -> e.name() + " " + e.value())
            .contains("segment.bytes " + (16 << 20));
      }
    }
  }

  @Test
  void anOldAndAPartlyLostFolderAreRestored() throws Exception {
    Site site = new Site("folders", USUAL);
    site.start();
    site.report(2);
    site.stop();
    Path old = folder.resolve("folders-old");
    copy(site.state, old);

    site.start();
    site.report(1);
    site.stop();
    delete(site.state);
    copy(old, site.state);
    site.start();
    site.report(1);
    site.demandWhole();
    site.stop();

    // The offsets say that all is restored, and the store is empty: what Streams itself once left.
    emptyStore(site.state, DecisionTopology.stores().get(0));
    site.start();
    site.report(1);
    site.demandWhole();
    site.stop();

    emptyStore(site.state, DecisionTopology.stores().get(1));
    site.start();
    site.report(1);
    site.demandWhole();
  }

  @Test
  void flippedBytesAreFoundThrownAwayAndRestored() throws Exception {
    Site site = new Site("flipped", USUAL);
    site.start();
    site.report(2);
    site.stop();

    flipBytes(site.state, length -> List.of(length / 3, length / 2, 2 * length / 3));
    site.start();
    site.report(1);
    site.demandWhole();
    site.stop();

    // Where its end is damaged, a file cannot even be opened.
    flipBytes(site.state, length -> List.of(length - 40, length - 1));
    site.start();
    site.report(1);
    site.demandWhole();
  }

  @Test
  void booksThatTheChangelogLostAreDecidedAgain() throws Exception {
    Site site = new Site("no-changelog", USUAL);
    site.start();
    site.report(2);
    site.stop();
    site.tombstones(DecisionTopology.stores().get(0));
    delete(site.state);

    site.start();
    site.report(1);

    site.demandWhole();
  }

  @Test
  void aRegistryThatGivesOutIdsAnewIsRefusedBeforeAnythingIsDecided() throws Exception {
    Site site = new Site("registry-lost", USUAL);
    try (KafkaProducer<byte[], byte[]> producer = site.producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  site.topics.matchDecisions.name(),
                  ByteBuffer.allocate(5).putInt(1, site.formats.decisions().schemaId()).array()))
          .get();
    }
    InMemoryRegistry another = new InMemoryRegistry();
    another.register("of somebody else", Schema.create(Schema.Type.STRING));

    try (DecisionEngine engine =
        new DecisionEngine(site.topics, another, DecisionEngine.Settings.of(address, site.state))) {
      assertThatThrownBy(engine::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("expected the schema registry that this log was written with")
          .hasMessageContaining(site.topics.matchDecisions.name());
    }
  }

  /** As producers ask it, of a compacted topic whose last record takes something out. */
  @Test
  void aRegistryThatGivesOutIdsAnewIsKnownByTheOwners() throws Exception {
    Site site = new Site("owners-of-another-registry", USUAL);
    String owners = site.topics.owners.name();
    try (KafkaProducer<byte[], byte[]> producer = site.producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  owners, 0, new byte[] {1}, ByteBuffer.allocate(5).putInt(1, 9_999).array()))
          .get();
      producer.send(new ProducerRecord<>(owners, 0, new byte[] {1}, null)).get();
    }
    assertThat(RecordedSchemas.difference(address, new InMemoryRegistry(), site.topics.owners))
        .hasValueSatisfying(
            difference ->
                assertThat(difference.toString())
                    .contains(owners + "-0 names schema 9999", "no schema"));
  }

  @Test
  void aSecondEngineOfTheSameNameFencesTheFirstAndGoesOn() throws Exception {
    Site site = new Site("fenced", USUAL);
    site.start();
    site.report(1);
    DecisionEngine first = site.engine();
    List<String> told = new ArrayList<>();
    first.whenFailed(told::add);
    site.state = folder.resolve("fenced-second");
    site.engine = null;

    site.start();
    site.report(2);

    await("the first is told").until(() -> first.state() == DecisionEngine.State.FAILED);
    await("it says why").until(() -> told.size() == 1);
    assertThat(told.get(0)).contains("Fenced");
    first.close();
    site.demandWhole();
  }

  /** What an earlier version left behind after its books had come back empty. */
  @Test
  void aForkedChainIsNeverDecidedOnAndIsRepaired() throws Exception {
    Site site = new Site("forked", USUAL);
    site.start();
    site.report(2);
    site.stop();
    int sound = site.decisions().size();
    site.fork(1);
    LogRepair repair = new LogRepair(site.topics, registry, address);

    site.start();
    await("it does not go on").until(() -> site.engine().state() == DecisionEngine.State.FAILED);
    assertThat(site.engine().trouble().orElseThrow()).contains("infra/kizuna repair");
    site.stop();
    assertThat(repair.isDecided(LIMIT)).isFalse();

    LogRepair.Found found = repair.inspect(0);
    LogRepair.First first = found.first().orElseThrow();
    assertThat(first.isFork()).isTrue();
    assertThat(first.sequence()).isEqualTo(1);
    assertThat(first.earlierSequence()).isEqualTo(sound);
    assertThat(found.replaced()).isEqualTo(10);
    assertThat(found.written()).isEqualTo(10);
    repair.repair(0);
    assertThat(repair.inspect(0).isSound()).isTrue();

    site.start();
    site.report(1);
    Verification v = site.verify();
    assertThat(v.difference()).isEmpty();
    assertThat(v.decisions()).isEqualTo(site.sent);
    assertThat(repair.isDecided(Duration.ZERO)).isTrue();
  }

  /** Decisions that answered again what was answered: a repair strikes them and writes none. */
  @Test
  void decisionsStruckAtTheEndAreNotTheLast() throws Exception {
    Site site = new Site("struck-at-the-end", USUAL);
    site.start();
    site.report(2);
    site.stop();
    site.decideLastOnEmptyBooks(1);
    LogRepair repair = new LogRepair(site.topics, registry, address);

    LogRepair.Found found = repair.repair(0);
    assertThat(found.replaced()).isEqualTo(10);
    assertThat(found.written()).isZero();
    assertThat(repair.inspect(0).isSound()).isTrue();

    site.start();
    site.report(1);
    site.demandWhole();
    site.stop();

    site.addDecisionOfEarlierRules();
    assertThat(repair.inspect(0).otherRules()).isTrue();
    assertThatThrownBy(() -> repair.restoreState(0))
        .hasMessageContaining("earlier rules decided some")
        .hasMessageContaining("by the release that has those rules");
  }

  @Test
  void verifyWhileFactsAreDecidedFindsNoDifference() throws Exception {
    Site site = new Site("verified-live", USUAL);
    site.start();
    site.report(1);
    CompletableFuture<Void> reporting =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 8; i++) {
                site.send(2);
              }
            });
    long verified = 0;
    do {
      Verification v = site.verify();
      assertThat(v.difference()).isEmpty();
      assertThat(v.decisions()).isGreaterThanOrEqualTo(verified);
      verified = v.decisions();
    } while (!reporting.isDone());
    reporting.join();
    site.awaitDecided();
    site.demandWhole();
  }

  @Test
  void aFileDamagedUnderARunningEngineIsFoundAndRestored() throws Exception {
    Map<String, Object> busy = new HashMap<>(USUAL);
    busy.put("rocksdb.config.setter", BusyRocksDb.class);
    Site site = new Site("damaged-at-work", busy);
    site.start();
    List<KafkaStreams> clients = new CopyOnWriteArrayList<>();
    site.engine().whenReplaced(clients::add);
    Map<Path, byte[]> damaged = new HashMap<>();
    await("a file of the books to damage")
        .until(
            () -> {
              site.report(10);
              if (largestFile(site.state).isEmpty()) {
                return false;
              }
              damaged.putAll(
                  flipBytes(site.state, length -> List.of(length / 3, length / 2, 2 * length / 3)));
              return true;
            });

    await("the damaged file is gone")
        .until(
            () -> {
              site.report(5);
              return damaged.entrySet().stream().noneMatch(f -> holds(f.getKey(), f.getValue()));
            });

    site.report(1);
    site.demandWhole();
    assertThat(clients).as("whose metrics are shown").hasSizeGreaterThan(1).doesNotHaveDuplicates();
    site.stop();
    site.start();
    site.report(1);
    site.demandWhole();
  }

  /** Writes small files and merges them at once, so that each is soon read again. */
  public static final class BusyRocksDb implements RocksDBConfigSetter {
    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
      options.setWriteBufferSize(64 << 10);
      options.setLevel0FileNumCompactionTrigger(2);
    }

    @Override
    public void close(String storeName, Options options) {
      // Nothing of its own.
    }
  }

  private static void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(broker.pid())).start().waitFor();
  }

  private static Admin admin() {
    return Admin.create(address.settings());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Flips bytes, given the file's length, in the largest file of the books; returns what the file
   * holds then.
   */
  private static Map<Path, byte[]> flipBytes(Path state, Function<Integer, List<Integer>> places)
      throws IOException {
    Path largest = largestFile(state).orElseThrow();
    byte[] bytes = Files.readAllBytes(largest);
    for (int at : places.apply(bytes.length)) {
      bytes[at] ^= (byte) 0xff;
    }
    Files.write(largest, bytes, StandardOpenOption.WRITE);
    return Map.of(largest, bytes);
  }

  private static Optional<Path> largestFile(Path state) throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      return files
          .filter(f -> f.toString().contains("/books/") && f.toString().endsWith(".sst"))
          .max(Comparator.comparingLong(f -> f.toFile().length()));
    } catch (UncheckedIOException e) {
      return Optional.empty(); // merged in the meantime
    }
  }

  private static boolean holds(Path file, byte[] bytes) {
    try {
      return Arrays.equals(Files.readAllBytes(file), bytes);
    } catch (IOException e) {
      return false;
    }
  }

  /** Takes every entry out of a store, and leaves what it says of its changelog. */
  private static void emptyStore(Path state, String store) throws Exception {
    Path db;
    try (Stream<Path> files = Files.walk(state)) {
      db = files.filter(f -> f.endsWith("rocksdb/" + store)).findFirst().orElseThrow();
    }
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    try (Options options = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(options, db.toString())) {
        families.add(new ColumnFamilyDescriptor(name));
      }
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (DBOptions options = new DBOptions();
        RocksDB open = RocksDB.open(options, db.toString(), families, handles)) {
      for (ColumnFamilyHandle handle : handles) {
        if (new String(handle.getName(), StandardCharsets.UTF_8).equals("default")) {
          List<byte[]> keys = new ArrayList<>();
          try (RocksIterator all = open.newIterator(handle)) {
            for (all.seekToFirst(); all.isValid(); all.next()) {
              keys.add(all.key());
            }
          }
          assertThat(keys).isNotEmpty();
          for (byte[] key : keys) {
            open.delete(handle, key);
          }
        }
      }
      open.flush(new FlushOptions(), handles);
      handles.forEach(ColumnFamilyHandle::close);
    }
  }

  /** A log of its own with an engine that is started and stopped. */
  private final class Site {
    final Topics topics;
    final TopicSerdes formats;
    final Map<String, Object> limits;
    final Workload workload = new Workload(1).setUp();
    Path state;
    @Nullable DecisionEngine engine;
    volatile int sent;

    Site(String name, Map<String, Object> limits) {
      this.topics = Topics.of(Namespace.drill(name));
      this.formats = TopicSerdes.of(topics, registry);
      this.limits = limits;
      this.state = folder.resolve(name);
      Provisioning.provision(address, topics);
      sites.add(this);
    }

    DecisionEngine engine() {
      DecisionEngine running = engine;
      if (running == null) {
        throw new IllegalStateException("expected an engine that runs");
      }
      return running;
    }

    void start() {
      engine = engine(state, null);
      engine.start();
    }

    DecisionEngine engine(Path state, @Nullable EngineInstance instance) {
      DecisionEngine.Settings settings = DecisionEngine.Settings.of(address, state).with(limits);
      return new DecisionEngine(
          topics,
          registry,
          instance == null ? settings : settings.as(instance),
          partition -> new LogRepair(topics, registry, address).restoreState(partition));
    }

    void stop() {
      engine().close(Duration.ofSeconds(30));
      engine = null;
    }

    /** Ends the session of a stopped engine: a static member stays in its group until then. */
    void leave() throws Exception {
      try (Admin admin = admin()) {
        admin
            .removeMembersFromConsumerGroup(
                topics.namespace().applicationId(), new RemoveMembersFromConsumerGroupOptions())
            .all()
            .get();
      }
    }

    void close() {
      if (engine != null) {
        engine.close(Duration.ofSeconds(5));
      }
    }

    /** Reports tens of facts; the first time what a network begins with as well. */
    void send(int tens) {
      workload.tens(tens);
      try (KafkaProducer<byte[], byte[]> producer = producer()) {
        for (Fact fact : workload.take()) {
          fact.put(fact.getSchema().getField("mode").pos(), OperationMode.EXERCISE);
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      topics.intake.name(),
                      fact.getNetworkId().getBytes(StandardCharsets.UTF_8),
                      formats.facts().encode(fact)));
          sent++;
        }
      }
    }

    void report(int tens) {
      send(tens);
      awaitDecided();
    }

    /** The same, whoever decides them. */
    void decide(int tens) {
      send(tens);
      await(sent + " decisions in " + topics.namespace().name())
          .until(() -> decisions().size() >= sent);
    }

    void awaitDecided() {
      await(sent + " decisions in " + topics.namespace().name())
          .until(
              () -> {
                assertThat(engine().state())
                    .as(() -> engine().trouble().orElse(""))
                    .isNotEqualTo(DecisionEngine.State.FAILED);
                return decisions().size() >= sent;
              });
    }

    /** The decisions that count. */
    List<MatchDecision> decisions() {
      List<MatchDecision> all = new ArrayList<>();
      UncountedRecords uncounted = UncountedRecords.of(address, topics, 0);
      try (CommittedLog log = new CommittedLog(address, topics.matchDecisions.name(), 0)) {
        while (log.hasNext()) {
          ConsumerRecord<byte[], byte @Nullable []> record = log.next();
          byte[] value = record.value();
          if (value != null && !uncounted.contains(record.topic(), 0, record.offset())) {
            all.add(formats.decisions().decode(value));
          }
        }
      } catch (UnreadableRecord e) {
        throw new AssertionError(e);
      }
      return all;
    }

    /** Reports what nobody can read. */
    void poison() throws Exception {
      try (KafkaProducer<byte[], byte[]> producer = producer()) {
        producer
            .send(new ProducerRecord<>(topics.intake.name(), 0, new byte[] {1}, new byte[] {1, 2}))
            .get();
      }
    }

    int letters() {
      int count = 0;
      try (CommittedLog log = new CommittedLog(address, topics.deadLetters.name(), 0)) {
        while (log.hasNext()) {
          log.next();
          count++;
        }
      }
      return count;
    }

    void loseOffsets() throws Exception {
      leave();
      try (Admin admin = admin()) {
        admin.deleteConsumerGroups(List.of(topics.namespace().applicationId())).all().get();
      }
    }

    /** Keys of what has an owner. */
    Set<String> owners() {
      Set<String> keys = new HashSet<>();
      try (CommittedLog log = new CommittedLog(address, topics.owners.name(), 0)) {
        log.forEachRemaining(
            r -> {
              String key = new String(r.key(), StandardCharsets.UTF_8);
              if (r.value() == null) {
                keys.remove(key);
              } else {
                keys.add(key);
              }
            });
      }
      return keys;
    }

    Verification verify() {
      return new Verifier(topics, registry).verify(address, facts -> {});
    }

    /** Each report decided once, in one chain, as the log decided again gives it. */
    void demandWhole() {
      List<MatchDecision> all = decisions();
      assertThat(all).hasSize(sent);
      assertThat(all).extracting(MatchDecision::getOutcome).containsOnly(Outcome.ACCEPTED);
      for (int i = 0; i < sent; i++) {
        assertThat(all.get(i).getSequence()).isEqualTo(i + 1);
      }
      Verification v = verify();
      assertThat(v.difference()).isEmpty();
      assertThat(v.decisions()).isEqualTo(sent);
    }

    private KafkaProducer<byte[], byte[]> producer() {
      return new KafkaProducer<>(
          address.settings(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A producer that the broker takes for the engine's, with a transaction that may stay open. */
    KafkaProducer<byte[], byte[]> producerOfTheEngine() throws Exception {
      String application = topics.namespace().applicationId();
      try (Admin admin = admin()) {
        String id =
            admin.listTransactions().all().get().stream()
                .map(TransactionListing::transactionalId)
                .filter(one -> one.startsWith(application + "-"))
                .findFirst()
                .orElseThrow();
        return producer(id.substring(application.length() + 1));
      }
    }

    /** A producer of this application whose transactions stay open for 15 minutes. */
    KafkaProducer<byte[], byte[]> producer(String name) {
      Map<String, Object> settings = new HashMap<>(address.settings());
      settings.put(
          ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.namespace().applicationId() + "-" + name);
      settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 900_000);
      return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private String changelog(String store) {
      return DecisionTopology.changelog(topics, store);
    }

    void tombstones(String store) {
      Set<String> keys = new HashSet<>();
      try (CommittedLog log = new CommittedLog(address, changelog(store), 0)) {
        log.forEachRemaining(r -> keys.add(new String(r.key(), StandardCharsets.UTF_8)));
      }
      try (KafkaProducer<byte[], byte[]> producer = producer()) {
        for (String key : keys) {
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      changelog(store), 0, key.getBytes(StandardCharsets.UTF_8), null));
        }
      }
    }

    /** Has more reports decided on empty books, as earlier versions did. */
    void fork(int tens) throws Exception {
      send(tens);
      decideLastOnEmptyBooks(tens);
    }

    /** Adds a decision to the topic as version 5 of the rules would have made it. */
    void addDecisionOfEarlierRules() throws Exception {
      try (CommittedLog log = new CommittedLog(address, topics.matchDecisions.name(), 0);
          KafkaProducer<byte[], byte[]> producer = producer()) {
        ConsumerRecord<byte[], byte[]> first = log.next();
        MatchDecision decision =
            MatchDecision.newBuilder(formats.decisions().decode(first.value()))
                .setRulesVersion("5")
                .build();
        producer
            .send(
                new ProducerRecord<>(
                    topics.matchDecisions.name(),
                    0,
                    first.key(),
                    formats.decisions().encode(decision)))
            .get();
      }
    }

    /** Has the first report and the last ones decided on empty books, tens in all. */
    void decideLastOnEmptyBooks(int tens) throws Exception {
      InMemoryStateStore empty = new InMemoryStateStore();
      FactProcessor wrong = new FactProcessor(topics, formats, empty);
      long end = 0;
      try (CommittedLog intake = new CommittedLog(address, topics.intake.name(), 0);
          KafkaProducer<byte[], byte[]> producer = producer()) {
        while (intake.hasNext()) {
          ConsumerRecord<byte[], byte[]> r = intake.next();
          end = r.offset() + 1;
          if (r.offset() > 0 && r.offset() <= sent - tens * 10L) {
            continue; // the first one forms the network
          }
          for (ProcessingResult.Out out :
              wrong.process(r.key(), r.value(), 0, r.offset(), r.timestamp()).outs()) {
            var unused =
                producer.send(
                    new ProducerRecord<>(
                        DecisionTopology.topicOf(topics, out.node()).name(),
                        0,
                        out.key().getBytes(StandardCharsets.UTF_8),
                        out.value()));
          }
        }
        empty
            .entries()
            .forEach(
                (key, value) -> {
                  var unused =
                      producer.send(
                          new ProducerRecord<>(
                              changelog(DecisionTopology.storeOf(key)),
                              0,
                              key.getBytes(StandardCharsets.UTF_8),
                              value));
                });
      }
      leave();
      try (Admin admin = admin()) {
        admin
            .alterConsumerGroupOffsets(
                topics.namespace().applicationId(),
                Map.of(new TopicPartition(topics.intake.name(), 0), new OffsetAndMetadata(end)))
            .all()
            .get();
      }
      delete(state);
    }
  }
}
