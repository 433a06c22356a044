package kizuna.infra.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import kizuna.facts.Fact;
import kizuna.infra.host.Refusal;
import kizuna.producers.FactLog;
import kizuna.producers.drill.DrillReplay;
import kizuna.schemas.Namespace;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.streams.drills.DrillSummary;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drill on a real broker, with people in it. */
class DrillRunTest {

  private static final int REPORTED_BY_PEOPLE = 500;

  private static Cluster cluster;

  @BeforeAll
  static void start() {
    Cluster.Options nobodyThere = new Cluster.Options();
    nobodyThere.bootstrapServers = "localhost:1";
    cluster = Cluster.runningOrTemporary(nobodyThere);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static Admin admin() {
    return Admin.create(cluster.administrator().settings());
  }

  @Test
  void goesOnToItsOwnLastFactHoweverMuchPeopleReportMeanwhile() throws Exception {
    Drill drill = Drills.load("first-hour");
    try (FactLog people = new FactLog(cluster.kafka(), cluster.registry())) {
      DrillSummary summary =
          new DrillRun(cluster, drill, DrillReplay.MAX_SPEED)
              .run(namespace -> report(people, namespace, drill), decided -> {});

      assertThat(summary.facts()).isEqualTo(drill.facts().size() + REPORTED_BY_PEOPLE);
    }
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

      DrillSummary summary =
          new DrillRun(cluster, drill, DrillReplay.MAX_SPEED).run(namespace -> {}, decided -> {});

      assertThat(summary.facts()).isEqualTo(drill.facts().size());
      assertThat(summary.requests()).isEqualTo(1);
      assertThat(DrillRun.runs(admin)).contains("years-ahead-1");
      DrillRun.remove(admin, cluster.registry(), Namespace.drill("years-ahead-1"));
      assertThat(admin.listTopics().names().get())
          .as("its books' topics too")
          .noneMatch(name -> name.contains("years-ahead"));
    }
  }

  @Test
  void aRunThatFailsLeavesNothing() throws Exception {
    Drill drill = Drills.load("kumamoto-2016");
    try (Admin admin = admin()) {
      assertThatThrownBy(
              () ->
                  new DrillRun(cluster, drill, DrillReplay.MAX_SPEED)
                      .run(
                          namespace -> {
                            throw new FactLog.LogUnavailable(
                                "expected the log, but it is away", new IllegalStateException());
                          },
                          decided -> {}))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("expected the log, but it is away")
          .hasMessageContaining("Nothing of the run kumamoto-2016-1 is left");

      assertThat(admin.listTopics().names().get()).noneMatch(name -> name.contains("kumamoto"));
    }
  }

  /**
   * What the drill's first facts say, by others and once more: it is answered, whatever becomes of
   * it.
   */
  private static void report(FactLog people, Namespace namespace, Drill drill) {
    for (int i = 0; i < REPORTED_BY_PEOPLE; i++) {
      Fact fact = Fact.newBuilder(drill.facts().get(0)).setEventId(UUID.randomUUID()).build();
      people.append(namespace, fact).join();
    }
  }
}
