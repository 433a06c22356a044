package kizuna.infra.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import kizuna.codes.AccountRole;
import kizuna.codes.DrillCommandCode;
import kizuna.codes.DrillEndReason;
import kizuna.codes.DrillEventKind;
import kizuna.codes.DrillPaceCode;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillPace;
import kizuna.drills.MeasuredObjective;
import kizuna.facts.Fact;
import kizuna.infra.analysis.LogExport;
import kizuna.infra.broker.Provisioning;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.host.UserError;
import kizuna.producers.IntakeProducer;
import kizuna.producers.drill.DrillEventProducer;
import kizuna.producers.drill.DrillPlan;
import kizuna.producers.drill.DrillReplay;
import kizuna.schemas.ClusterTopics;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import kizuna.schemas.Waiting;
import kizuna.schemas.WireFormat;
import kizuna.schemas.drill.DrillConduct;
import kizuna.schemas.drill.DrillEventReader;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.ReplayableDrill;
import kizuna.states.DrillStatus;
import kizuna.streams.afteraction.AfterActionReport;
import kizuna.streams.analysis.DecidedRun;
import kizuna.streams.analysis.RunComparison;
import kizuna.streams.drills.DrillExpiry;
import kizuna.streams.drills.DrillSummary;
import kizuna.streams.drills.RunReader;
import kizuna.streams.explain.Language;
import kizuna.streams.log.CommittedLog;
import kizuna.streams.topology.DecisionEngine;
import kizuna.streams.verify.Verification;
import kizuna.streams.verify.Verifier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A drill on a real broker, with people in it. */
class DrillRunTest {

  private static final int REPORTED_BY_PEOPLE = 500;
  private static final int DAYS = 90;
  private static final CommandMessages WORDS = CommandMessages.ofRuns(Language.EN);

  private static CommandCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        CommandCluster.runningOrTemporary(
            CommandLine.populateCommand(
                new ClusterOptions(), "--bootstrap-servers", "localhost:1"));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static DrillPlan plan(Drill drill) {
    return DrillPlan.ofLog(ReplayableDrill.of(drill), DrillReplay.MAX_SPEED);
  }

  private static DrillRun.Progress begun(Consumer<Namespace> begun) {
    return new DrillRun.Progress() {
      @Override
      public void begun(Namespace namespace) {
        begun.accept(namespace);
      }

      @Override
      public void decided(int facts, DrillPace pace) {
        // Nobody looks.
      }
    };
  }

  private static Admin admin() {
    return Admin.create(cluster.administrator().settings());
  }

  @Test
  void goesOnToItsOwnLastFactHoweverMuchPeopleReportMeanwhile() throws Exception {
    Drill drill = Drills.load("first-hour");
    try (IntakeProducer people = new IntakeProducer(cluster.kafka(), cluster.registry())) {
      DrillSummary summary =
          new DrillRun(cluster, plan(drill), DAYS)
              .run(begun(namespace -> report(people, namespace, drill)));

      assertThat(summary.facts()).isEqualTo(drill.facts().size() + REPORTED_BY_PEOPLE);
    }
  }

  /** I6, the short form of {@code infra/kizuna drill check --runs 10}. */
  @Test
  void restartsAndOtherPartitionsChangeNoDecision() throws Exception {
    List<RepeatedRuns.Run> runs =
        new RepeatedRuns(cluster, ReplayableDrill.of(Drills.load("noto-2024"))).of(3, run -> {});

    assertThat(runs).extracting(RepeatedRuns.Run::partitions).containsExactly(0, 1, 4);
    assertThat(runs).extracting(RepeatedRuns.Run::restarts).containsExactly(0, 0, 2);
    assertThat(runs)
        .extracting(RepeatedRuns.Run::facts)
        .containsOnly((long) Drills.load("noto-2024").facts().size());
    assertThat(runs).extracting(RepeatedRuns.Run::hash).containsOnly(runs.get(0).hash());
    try (Admin admin = admin()) {
      assertThat(DrillRuns.ids(admin)).doesNotContain("noto-2024-1", "noto-2024-2");
    }
  }

  /** The clock of a run starts then: its first facts would wait for a decider that is not there. */
  @Test
  void whatDecidesARunDecidesOnceItIsStarted() throws Exception {
    Topics topics = Topics.of(Namespace.drill("started-1"));
    try (Admin admin = admin()) {
      Provisioning.provision(admin, topics);
      try (RestartedEngine engine = new RestartedEngine(cluster, topics, List.of())) {
        engine.start();

        assertThat(engine.state()).isEqualTo(DecisionEngine.State.RUNNING);
      }
      admin
          .deleteTopics(
              admin.listTopics().names().get().stream()
                  .filter(name -> name.startsWith(topics.namespace().prefix()))
                  .toList())
          .all()
          .get();
    }
  }

  /** What reads a run asks the cluster how many partitions it has, and leaves none out. */
  @Test
  void aRunWithFourPartitionsIsReportedVerifiedComparedAndRemovedAsOneWithOne() throws Exception {
    Drill drill = Drills.load("noto-2024");
    DrillRun one = new DrillRun(cluster, plan(drill), DAYS);
    DrillRun four = new DrillRun(cluster, plan(drill), DAYS, new DrillRun.Shape(4, List.of()));
    DrillSummary ofOne = one.run(begun(namespace -> {}));
    DrillSummary ofFour = four.run(begun(namespace -> {}));

    Topics topics = ClusterTopics.of(cluster.kafka(), four.over());
    assertThat(topics.matchDecisions.partitions()).isEqualTo(4);
    assertThat(IntStream.range(0, 4).filter(p -> end(topics.matchDecisions.name(), p) > 0).count())
        .as("partitions with decisions: with one the rest would say nothing")
        .isGreaterThan(1);
    assertThat(ofFour.decisionHash()).isEqualTo(ofOne.decisionHash());
    assertThat(report(four.over()))
        .usingRecursiveComparison()
        .as("but for the real times at which it was conducted")
        .ignoringFields("course")
        .isEqualTo(report(one.over()));
    assertThat(exportedFacts(four.over()))
        .hasSize(drill.facts().size())
        .containsExactlyInAnyOrderElementsOf(exportedFacts(one.over()));
    sameAs(DecidedRun.topics(cluster.kafka(), cluster.registry(), one.over()), four.over());
    Verification verified =
        new Verifier(topics, cluster.registry()).verify(cluster.kafka(), facts -> {});
    assertThat(verified.difference()).isEmpty();
    assertThat(verified.facts()).isEqualTo(drill.facts().size());
    assertThat(verified.decisionHash()).isEqualTo(ofOne.decisionHash());

    one.remove();
    four.remove();

    try (Admin admin = admin()) {
      assertThat(admin.listTopics().names().get()).noneMatch(name -> name.contains("noto-2024"));
      assertThat(admin.listGroups().all().get())
          .noneMatch(group -> group.groupId().contains("noto-2024"));
    }
    assertThatThrownBy(() -> ClusterTopics.of(cluster.kafka(), four.over()))
        .isInstanceOf(KafkaException.class)
        .hasMessageStartingWith("expected " + topics.intake.name() + " at ")
        .hasMessageEndingWith(", but it is not there");
  }

  private static AfterActionReport report(Namespace run) {
    return new RunReader(
            cluster.kafka(), cluster.registry(), ClusterTopics.of(cluster.kafka(), run))
        .read(List.of(), RunReader.Progress.NONE)
        .report("noto-2024");
  }

  private static List<String> exportedFacts(Namespace run) throws IOException {
    return exported(run, Optional.empty(), false)
        .lines()
        .filter(line -> line.startsWith("{\"at\""))
        .toList();
  }

  private static long end(String topic, int partition) {
    try (CommittedLog log = new CommittedLog(cluster.kafka(), topic, partition)) {
      return log.end();
    }
  }

  /** As pages and the command line do it: by records, and by nothing else. */
  @Test
  void aRunIsDirectedByRecordsAloneAndPeopleReportAtItsOwnTime() throws Exception {
    Drill drill = Drills.load("first-hour");
    DrillPlan joined =
        new DrillPlan(
            drill,
            ReplayableDrill.of(drill).facts(),
            List.of(),
            60,
            Optional.empty(),
            Optional.of(Instant.parse("2024-01-01T07:32:00Z")),
            true,
            List.of(new DrillOffice(AccountRole.WARD, "131202")),
            Optional.empty(),
            new DrillOffice(AccountRole.DIRECTOR, ""),
            "an-order");
    CompletableFuture<Namespace> begun = new CompletableFuture<>();
    CompletableFuture<DrillSummary> run =
        CompletableFuture.supplyAsync(
            () -> new DrillRun(cluster, joined, DAYS).run(begun(begun::complete)));
    Namespace namespace = begun.get(120, TimeUnit.SECONDS);
    DrillConduct conduct = new DrillConduct();
    try (DrillEventProducer events = new DrillEventProducer(cluster.kafka(), cluster.registry());
        IntakeProducer people = new IntakeProducer(cluster.kafka(), cluster.registry());
        DrillEventReader reader =
            new DrillEventReader(cluster.kafka(), cluster.registry(), namespace)) {
      follow(reader, conduct, () -> paused(conduct));
      Instant now = conduct.scenarioTime(Instant.now()).orElseThrow();
      assertThat(now).isEqualTo(Instant.parse("2024-01-01T07:32:00Z"));

      Fact like =
          drill.log().stream()
              .filter(f -> f.getStaffOffered() != null)
              .filter(f -> f.getReporter().getBody().equals("131202"))
              .findFirst()
              .orElseThrow();
      Fact own =
          Fact.newBuilder(like)
              .setEventId(UUID.randomUUID())
              .setOccurredAt(now)
              .setRecordedAt(now)
              .build();
      people.append(namespace, own).join();
      follow(
          reader,
          conduct,
          () ->
              conduct
                  .lastAct(new DrillOffice(AccountRole.WARD, "131202"))
                  .filter(now::equals)
                  .isPresent());

      command(events, namespace, DrillCommandCode.RESUME);
      follow(reader, conduct, () -> !paused(conduct));
      command(events, namespace, DrillCommandCode.END);
      follow(reader, conduct, () -> conduct.ended().isPresent());
    }

    DrillSummary summary = run.get(120, TimeUnit.SECONDS);
    assertThat(conduct.ended().orElseThrow().getReason()).isEqualTo(DrillEndReason.DIRECTOR);
    assertThat(conduct.ended().orElseThrow().getDecisionHash()).isEqualTo(summary.decisionHash());
    assertThat(conduct.ended().orElseThrow().getFacts()).isEqualTo(summary.facts());
    assertThat(conduct.started().orElseThrow().getOrderId()).isEqualTo("an-order");
    assertThat(conduct.ended().orElseThrow().getPairs())
        .as("whose last drill together it is")
        .isNotEmpty();
    assertThat(conduct.ended().orElseThrow().getObjectives())
        .as("what closes a lesson is what the report says")
        .hasSize(3)
        .isEqualTo(
            new RunReader(
                    cluster.kafka(),
                    cluster.registry(),
                    ClusterTopics.of(cluster.kafka(), namespace))
                .read(List.of(), RunReader.Progress.NONE).objectives().stream()
                    .map(o -> new MeasuredObjective(o.objective().id(), o.cases(), o.missed()))
                    .toList());
  }

  private static boolean paused(DrillConduct conduct) {
    return conduct.pace().filter(p -> p.getState() == DrillPaceCode.PAUSED).isPresent();
  }

  private static void follow(DrillEventReader reader, DrillConduct conduct, BooleanSupplier until) {
    Waiting.await("the run's conduct")
        .atMost(Duration.ofSeconds(120))
        .until(
            () -> {
              reader.pollToEnd().forEach(conduct::apply);
              return until.getAsBoolean();
            });
  }

  private static void command(
      DrillEventProducer events, Namespace namespace, DrillCommandCode code) {
    events
        .append(
            namespace,
            DrillEvent.newBuilder()
                .setEventId(UUID.randomUUID())
                .setRunId(namespace.drillId())
                .setRealTime(Instant.now())
                .setOffice(new DrillOffice(AccountRole.DIRECTOR, ""))
                .setKind(DrillEventKind.COMMANDED)
                .setCommand(kizuna.drills.DrillCommand.newBuilder().setCode(code).build())
                .build())
        .join();
  }

  /**
   * I10: with everything that a drill has, its account and its programs, nothing live is reached.
   */
  @Test
  void whoeverRunsADrillReachesNothingLive() throws Exception {
    Topics live = Topics.of(Namespace.LIVE);
    try (Admin administrator = admin()) {
      Provisioning.provision(administrator, live);
    }
    Map<String, Object> settings = cluster.kafka().settings();
    for (Topic<?> topic : live.all()) {
      try (KafkaProducer<byte[], byte[]> drill =
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
        assertThatThrownBy(() -> drill.send(new ProducerRecord<>(topic.name(), new byte[1])).get())
            .as(topic.name())
            .hasCauseInstanceOf(TopicAuthorizationException.class);
      }
    }
    try (Admin drill = Admin.create(settings)) {
      assertThatThrownBy(() -> drill.deleteTopics(List.of(live.intake.name())).all().get())
          .hasCauseInstanceOf(TopicAuthorizationException.class);
      assertThatThrownBy(
              () -> drill.deleteConsumerGroups(List.of(Namespace.LIVE.applicationId())).all().get())
          .hasCauseInstanceOf(GroupAuthorizationException.class);
    }
    assertThatThrownBy(
            () ->
                new DrillReplay(
                    new IntakeProducer(cluster.kafka(), cluster.registry()),
                    event -> {},
                    Namespace.LIVE,
                    plan(Drills.load("first-hour"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDrillOfAYearToComeRunsOnABrokerWithStockSettings(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("years-ahead.jsonl");
    Files.writeString(
        file,
        """
        {"at": "2037-11-25T09:00:00+09:00", "fact": "DisasterDeclared", "by": "DESK 172049", "disasterId": "q", "name": "地震（訓練）", "hazard": "EARTHQUAKE", "struck": ["172049"]}
        {"at": "2037-11-25T09:01:00+09:00", "fact": "AidRequested", "disasterId": "q", "receiver": "172049", "damage": "d", "taskType": "SHELTER_OPERATION", "headCount": 4, "place": "p", "route": "r", "firstDay": "2037-12-02", "lastDay": "2037-12-06", "priority": "NORMAL", "documentation": "ORAL"}
        """);
    try (Admin admin = admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.BROKER, ""),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("log.message.timestamp.after.max.ms", "3600000"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
      Drill drill = Drills.load(file.toString());

      DrillSummary summary = new DrillRun(cluster, plan(drill), DAYS).run(begun(namespace -> {}));

      assertThat(summary.facts()).isEqualTo(drill.facts().size());
      assertThat(summary.requests()).isEqualTo(1);
      assertThat(DrillRuns.of(admin).get("years-ahead-1"))
          .isEqualTo(new DrillRuns.Run(drill.facts().size(), drill.facts().size(), false));
      DrillRegister register = DrillRegister.of(cluster, admin);
      Instant now = Instant.now();
      assertThat(DrillRuns.expiresAt(register.read(), "years-ahead-1", now).orElseThrow())
          .as("by the machine's time, not by the drill's")
          .isBetween(now.plus(Duration.ofDays(DAYS - 1)), now.plus(Duration.ofDays(DAYS + 1)));
      new DrillRemoval(admin, cluster.registry(), register, step -> {})
          .remove("years-ahead-1", now, DAYS);
      assertThat(admin.listTopics().names().get())
          .as("its books' topics too")
          .noneMatch(name -> name.contains("years-ahead"));
    }
  }

  @Test
  void anExportedLogRunsAsADrillAndIsExportedAsTheSameBytes(@TempDir Path folder) throws Exception {
    Namespace first = Namespace.drill("exported-1");
    Namespace again = Namespace.drill("exported-2");
    decided(first, Drills.load("first-hour").facts(), folder);
    for (boolean relative : List.of(true, false)) {
      String text = exported(first, Optional.of("noto-quake"), relative);
      Path file = Files.writeString(folder.resolve("noto-quake.jsonl"), text);
      Drill read = Drills.load(file.toString());
      assertThat(read.facts()).hasSize(Drills.load("first-hour").facts().size());
      if (relative) {
        decided(again, read.facts(), folder);
        sameAs(DecidedRun.of(read.facts()::iterator), again);
      }
      assertThat(exported(again, Optional.of("noto-quake"), relative)).isEqualTo(text);
    }
    sameAs(DecidedRun.topics(cluster.kafka(), cluster.registry(), first), again);
    assertThatThrownBy(() -> exported(first, Optional.of("nowhere"), false))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("(noto-quake), but nowhere");
    // No run of a drill: no register knows of it.
    try (Admin admin = admin()) {
      List<String> topics =
          admin.listTopics().names().get().stream()
              .filter(name -> name.contains("exported-"))
              .toList();
      assertThat(topics).isNotEmpty();
      admin.deleteTopics(topics).all().get();
    }
  }

  private static void sameAs(DecidedRun run, Namespace other) {
    assertThat(
            RunComparison.of(run, DecidedRun.topics(cluster.kafka(), cluster.registry(), other))
                .networks())
        .isEmpty();
  }

  private static String exported(Namespace run, Optional<String> disaster, boolean relative)
      throws IOException {
    StringBuilder text = new StringBuilder();
    new LogExport(cluster, run, disaster, relative).write(text);
    return text.toString();
  }

  /** Puts facts on the intake of a run, and decides them. */
  private static void decided(Namespace run, List<Fact> facts, Path folder) throws Exception {
    Topics topics = Topics.of(run);
    try (Admin admin = admin();
        IntakeProducer log = new IntakeProducer(cluster.kafka(), cluster.registry())) {
      Provisioning.provision(admin, topics);
      for (Fact fact : facts) {
        log.append(run, fact).join();
      }
      try (DecisionEngine engine =
          new DecisionEngine(
              topics,
              cluster.registry(),
              DecisionEngine.Settings.of(
                  cluster.kafka(), Files.createDirectory(folder.resolve(run.drillId()))))) {
        engine.start();
        await()
            .atMost(Duration.ofSeconds(90))
            .until(
                () -> {
                  try (CommittedLog decisions =
                      new CommittedLog(cluster.kafka(), topics.matchDecisions.name(), 0)) {
                    int n = 0;
                    for (; decisions.hasNext(); n++) {
                      decisions.next();
                    }
                    return n == facts.size();
                  }
                });
      }
    }
  }

  @Test
  void aRunThatFailsLeavesNothing() throws Exception {
    Drill drill = Drills.load("kumamoto-2016");
    try (Admin admin = admin()) {
      assertThatThrownBy(
              () ->
                  new DrillRun(cluster, plan(drill), DAYS)
                      .run(
                          begun(
                              namespace -> {
                                throw IntakeProducer.LogUnavailable.refused(
                                    "test", new IllegalStateException());
                              })))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("expected the log at test to take the fact")
          .hasMessageContaining("Nothing of the run kumamoto-2016-1 is left");

      assertThat(admin.listTopics().names().get()).noneMatch(name -> name.contains("kumamoto"));
    }
  }

  /** The topics and the subject of a run, as if one had been made. */
  private static void make(Admin admin, String id) {
    Topics topics = Topics.of(Namespace.drill(id));
    Provisioning.provision(admin, topics);
    WireFormat.of(topics.intake, cluster.registry());
  }

  private static Set<String> there(Admin admin) {
    return DrillRuns.ids(admin);
  }

  @Test
  void aRunThatNobodyKeptExpiresHoweverOftenItsRemovalIsCutOff() throws Exception {
    try (Admin admin = admin()) {
      for (DrillRemoval.Step step : DrillRemoval.Step.values()) {
        make(admin, "cut-" + step.name().toLowerCase(Locale.ROOT));
      }
      make(admin, "kept-1");
      DrillRegister register = DrillRegister.of(cluster, admin);
      Instant begun = Instant.now();
      List<String> said = new ArrayList<>();
      RunExpiry expiry = expiry(admin, register, step -> {});
      expiry.run(begun, WORDS, said::add);
      register.change(all -> all.computeIfPresent("kept-1", (id, s) -> DrillExpiry.kept(s, null)));
      assertThat(said).isEmpty();
      expiry.run(begun.plus(Duration.ofDays(DAYS - 7)), WORDS, said::add);
      assertThat(said).anyMatch(s -> s.startsWith("cut-topics expires on"));
      assertThat(there(admin)).contains("cut-topics", "cut-note", "kept-1");

      Instant due = begun.plus(Duration.ofDays(DAYS));
      for (DrillRemoval.Step step : DrillRemoval.Step.values()) {
        // Each look ends in the middle of the removal of one more run.
        assertThatThrownBy(
                () ->
                    expiry(
                            admin,
                            register,
                            now -> {
                              if (now == step) {
                                throw new IllegalStateException("killed before " + step);
                              }
                            })
                        .run(due, WORDS, said::add))
            .hasMessage("killed before " + step);
        assertThat(DrillRuns.gone(register.read(), "cut-topics", WORDS).orElseThrow())
            .as("whoever opens it is told, also while it goes")
            .asString()
            .contains("expired");
      }
      expiry.run(due, WORDS, said::add);
      assertThat(there(admin)).contains("kept-1").noneMatch(id -> id.startsWith("cut-"));
      assertThat(register.read().values()).noneMatch(DrillStatus::getLeftovers);
      assertThatThrownBy(() -> DrillCommand.requireThere(cluster, admin, "cut-group"))
          .isInstanceOf(UserError.class)
          .hasMessageMatching("(?s).*(expired|期限).*");

      // Its name is not given again while it is remembered, and then it is forgotten.
      expiry.run(due.plus(Duration.ofDays(400)), WORDS, said::add);
      assertThat(register.read()).containsKey("kept-1").doesNotContainKey("cut-group");
    }
  }

  @Test
  void aRunThatSomebodyDecidesIsNeverRemoved() throws Exception {
    try (Admin admin = admin();
        IntakeProducer log = new IntakeProducer(cluster.kafka(), cluster.registry())) {
      Topics topics = Topics.of(Namespace.drill("going-on"));
      make(admin, "going-on");
      Map<String, Object> settings = cluster.kafka().settings();
      settings.put("group.id", topics.namespace().applicationId());
      try (KafkaConsumer<byte[], byte[]> member =
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        member.subscribe(List.of(topics.intake.name()));
        while (member.assignment().isEmpty()) {
          member.poll(Duration.ofMillis(100));
        }
        DrillRegister register = DrillRegister.of(cluster, admin);
        Instant now = Instant.now();
        for (int day = 0; day <= 200; day += 50) {
          expiry(admin, register, step -> {})
              .run(now.plus(Duration.ofDays(day)), WORDS, sentence -> {});
        }
        assertThat(DrillRuns.of(admin))
            .hasEntrySatisfying("going-on", run -> assertThat(run.running()).isTrue());
      }
    }
  }

  /** Whoever changes the register last has read what the one before wrote. */
  @Test
  void changesOfTheRegisterHappenOneAfterTheOther() throws Exception {
    try (Admin admin = admin()) {
      DrillRegister register = DrillRegister.of(cluster, admin);
      Instant now = Instant.now();
      register.change(all -> all.put("both", DrillExpiry.begun("both", now, 1)));
      AtomicInteger tries = new AtomicInteger();
      register.change(
          all -> {
            if (tries.getAndIncrement() == 0) {
              // Somebody keeps it while it is about to be removed.
              register.change(
                  others -> others.computeIfPresent("both", (id, s) -> DrillExpiry.kept(s, null)));
            }
            all.computeIfPresent(
                "both", (id, s) -> s.getKept() ? s : DrillExpiry.removed(s, true, now));
          });
      assertThat(tries).hasValue(2);
      assertThat(register.read().get("both"))
          .matches(DrillStatus::getKept)
          .matches(s -> !DrillExpiry.isGone(s));
    }
  }

  private static RunExpiry expiry(
      Admin admin, DrillRegister register, Consumer<DrillRemoval.Step> before) {
    return new RunExpiry(
        cluster.kafka(),
        admin,
        register,
        new DrillRemoval(admin, cluster.registry(), register, before),
        DAYS);
  }

  /**
   * What the drill's first facts say, by others and once more: it is answered, whatever becomes of
   * it.
   */
  private static void report(IntakeProducer people, Namespace namespace, Drill drill) {
    for (int i = 0; i < REPORTED_BY_PEOPLE; i++) {
      Fact fact = Fact.newBuilder(drill.facts().get(0)).setEventId(UUID.randomUUID()).build();
      people.append(namespace, fact).join();
    }
  }
}
