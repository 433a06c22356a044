package kizuna.infra.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import kizuna.facts.Fact;
import kizuna.producers.FactLog;
import kizuna.producers.drill.DrillReplay;
import kizuna.schemas.Namespace;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.Drills;
import kizuna.streams.drills.DrillSummary;
import org.junit.jupiter.api.Test;

/** A drill on a real broker, with people in it. */
class DrillRunTest {

  private static final int REPORTED_BY_PEOPLE = 500;

  @Test
  void goesOnToItsOwnLastFactHoweverMuchPeopleReportMeanwhile() throws Exception {
    Drill drill = Drills.load("first-hour");
    Cluster.Options nobodyThere = new Cluster.Options();
    nobodyThere.bootstrapServers = "localhost:1";
    try (Cluster cluster = Cluster.runningOrTemporary(nobodyThere);
        FactLog people = new FactLog(cluster.kafka(), cluster.registry())) {
      DrillSummary summary =
          new DrillRun(cluster, drill, DrillReplay.MAX_SPEED)
              .run(namespace -> report(people, namespace, drill), decided -> {});

      assertThat(summary.facts()).isEqualTo(drill.facts().size() + REPORTED_BY_PEOPLE);
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
