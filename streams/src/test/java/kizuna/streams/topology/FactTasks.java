package kizuna.streams.topology;

import java.util.function.LongSupplier;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.LastDecision;
import kizuna.streams.processing.OwnersPartition;
import org.apache.kafka.streams.processor.api.Processor;

/** The production tasks of one process, for a broker that is simulated. */
public final class FactTasks {

  private final Topics topics;
  private final TopicSerdes serdes;
  private final Previewer previews;
  private final StateStatus status = new StateStatus();
  private final LastDecision.Source decisions;
  private final LogClocks clocks;
  private final OwnersPartition.Source owners;

  /** Defers every commit but that of urgent facts: when others come, the simulation says. */
  private final GroupCommit commits = new GroupCommit(new NeverDue());

  private static final class NeverDue implements LongSupplier {
    private long time = 1;

    @Override
    public long getAsLong() {
      return time-- > 0 ? 1 : 0;
    }
  }

  /** As a process that has just started. */
  public FactTasks(
      Topics topics,
      TopicSerdes serdes,
      LastDecision.Source decisions,
      LogClocks clocks,
      OwnersPartition.Source owners) {
    this.topics = topics;
    this.serdes = serdes;
    this.previews = new Previewer(topics);
    this.decisions = decisions;
    this.clocks = clocks;
    this.owners = owners;
  }

  public Processor<byte[], byte[], byte[], byte[]> task() {
    return new FactTask(
        topics,
        serdes,
        previews,
        status,
        decisions,
        clocks,
        owners,
        () -> commits,
        RecordTraces.OFF);
  }
}
