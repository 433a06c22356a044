package kizuna.streams.drills;

import static kizuna.streams.topology.FactBuilder.NETWORK;
import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.SUMIDA;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kizuna.codes.OperationMode;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.afteraction.AfterActionReport;
import kizuna.streams.api.SampleBoard;
import kizuna.streams.ledger.projection.HeldTopics;
import kizuna.streams.log.RecordLog;
import kizuna.streams.topology.DecidedLog;
import kizuna.streams.topology.FactBuilder;
import org.junit.jupiter.api.Test;

/** The report of a run is put together of several topics, and says what was true at one moment. */
class RunReaderTest {

  private record Told(long read, long all) {}

  private static final Namespace RUN = Namespace.drill("first-hour-1");

  private final HeldTopics held = new HeldTopics();
  private final Topics topics = Topics.of(RUN, 1);
  private final DecidedLog log = held.log(RUN);
  private final FactBuilder facts = new FactBuilder(NETWORK, OperationMode.EXERCISE);
  private boolean goesOn;

  private AfterActionReport report(RecordLog.Source source) {
    return new RunReader(source, held.registry(), topics)
        .read(List.of(), RunReader.Progress.NONE)
        .report(RUN.drillId());
  }

  /** The run goes on once its decisions are read, and before its states are. */
  private RecordLog openWhileItGoesOn(String topic, int partition) {
    if (topic.equals(topics.dispatchLedger.name()) && !goesOn) {
      goesOn = true;
      log.put(
          facts.confirmed("req-1", SUMIDA),
          facts.requested("req-2", 3, 4),
          facts.departed("req-1", SUMIDA));
    }
    return held.open(topic, partition);
  }

  @Test
  void whatARunDidWhileItWasReadIsInNoPartOfItsReport() {
    log.put(
        facts.networkFormed(SHINJUKU, SUMIDA),
        facts.municipalities(),
        facts.agreement(),
        facts.declared("noto", WAJIMA),
        facts.offered("off-1", SHINJUKU, 4, 8),
        facts.offered("off-2", SUMIDA, 2, 8),
        facts.requested("req-1", 8, 8));
    AfterActionReport before = report(held::open);

    AfterActionReport meanwhile = report(this::openWhileItGoesOn);

    assertThat(goesOn).isTrue();
    assertThat(meanwhile.figures()).isEqualTo(before.figures());
    assertThat(meanwhile.days()).isEqualTo(before.days());
    assertThat(meanwhile.shortfall()).isEqualTo(before.shortfall());
    assertThat(meanwhile.lenders()).isEqualTo(before.lenders());
    assertThat(report(held::open).figures()).isNotEqualTo(before.figures());
  }

  @Test
  void howFarItIsIsToldOfAShortRunToo() throws Exception {
    HeldTopics topics = new HeldTopics();
    Namespace run = Namespace.drill("short-1");
    SampleBoard.fill(topics.log(run), OperationMode.EXERCISE);
    List<Told> told = new ArrayList<>();

    new RunReader(topics::open, topics.registry(), Topics.of(run, 1))
        .read(List.of(), (read, all) -> told.add(new Told(read, all)));

    assertThat(told).hasSizeGreaterThanOrEqualTo(2);
    long all = told.get(0).all();
    assertThat(all).isPositive();
    assertThat(told.get(0)).isEqualTo(new Told(0, all));
    assertThat(told.get(told.size() - 1)).isEqualTo(new Told(all, all));
  }
}
