package kizuna.streams.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kizuna.codes.OperationMode;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.api.SampleBoard;
import kizuna.streams.ledger.projection.HeldTopics;
import org.junit.jupiter.api.Test;

class RunReaderTest {

  private record Told(long read, long all) {}

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
