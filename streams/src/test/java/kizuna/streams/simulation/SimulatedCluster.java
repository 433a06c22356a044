package kizuna.streams.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import kizuna.decisions.MatchDecision;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.processing.LastDecision;
import kizuna.streams.processing.OutputRouter;
import kizuna.streams.processing.Sinks;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * A broker as far as exactly-once deciding needs one: topics, changelogs, the group's offsets, and
 * the coordinators of group and transactions.
 */
final class SimulatedCluster {

  final int partitions;
  final List<SimulatedPartition<byte[]>> intake;

  /** By sink of the topology. */
  final Map<String, List<SimulatedPartition<String>>> outputs = new LinkedHashMap<>();

  final List<SimulatedPartition<String>> changelogs;

  /** Ends of transactions in each changelog: what a clean copy of the state may hold. */
  final List<List<Integer>> boundaries;

  /** Name of the instance that each partition is assigned to; null: none. */
  final @Nullable String[] owners;

  /** Moves with each assignment: who missed one is fenced. */
  int generation;

  private final int[] groupOffsets;
  private final List<SimulatedTransaction> open = new ArrayList<>();
  private final TopicSerdes serdes;

  SimulatedCluster(int partitions, TopicSerdes serdes) {
    this.partitions = partitions;
    this.serdes = serdes;
    this.intake = each(SimulatedPartition::new);
    this.changelogs = each(SimulatedPartition::new);
    this.boundaries = each(() -> new ArrayList<>(List.of(0)));
    this.owners = new @Nullable String[partitions];
    this.groupOffsets = new int[partitions];
  }

  private <T> List<T> each(Supplier<T> made) {
    return IntStream.range(0, partitions).mapToObj(p -> made.get()).toList();
  }

  int partitionOf(byte[] network) {
    return Utils.toPositive(Utils.murmur2(network)) % partitions;
  }

  /** A report arrives: acknowledged, without a transaction. */
  void append(byte[] key, byte[] value) {
    intake.get(partitionOf(key)).append(new SimulatedPartition.Entry<>(key, value, null, -1, -1));
  }

  SimulatedTransaction begin() {
    SimulatedTransaction transaction = new SimulatedTransaction();
    open.add(transaction);
    return transaction;
  }

  /** Writes an output of a task. */
  void write(
      SimulatedTransaction in,
      String sink,
      String key,
      byte @Nullable [] value,
      int from,
      long cause) {
    if (sink.equals(Sinks.OTHER_NETWORKS) || sink.equals(Sinks.PASSING_OF_TIME)) {
      byte[] network = key.getBytes(StandardCharsets.UTF_8);
      intake
          .get(partitionOf(network))
          .append(new SimulatedPartition.Entry<>(network, value, in, from, cause));
    }
    int slash = key.indexOf('/');
    String network = slash < 0 ? key : key.substring(0, slash);
    output(sink)
        .get(partitionOf(network.getBytes(StandardCharsets.UTF_8)))
        .append(new SimulatedPartition.Entry<>(key, value, in, from, cause));
  }

  List<SimulatedPartition<String>> output(String sink) {
    return outputs.computeIfAbsent(sink, s -> each(SimulatedPartition::new));
  }

  /** The coordinator commits a transaction that is prepared. */
  void commit(SimulatedTransaction transaction) {
    end(transaction, true);
    transaction.offsets.forEach((partition, offset) -> groupOffsets[partition] = offset);
    for (int p = 0; p < partitions; p++) {
      if (transaction.written.contains(changelogs.get(p))) {
        boundaries.get(p).add(changelogs.get(p).stableEnd());
      }
    }
  }

  void abort(SimulatedTransaction transaction) {
    end(transaction, false);
  }

  private void end(SimulatedTransaction transaction, boolean committed) {
    if (!open.remove(transaction)) {
      throw new IllegalStateException("expected an open transaction");
    }
    transaction.endsAs(committed);
    transaction.written.forEach(SimulatedPartition::mark);
  }

  /** Transactions that hold up readers of a partition take too long, and are aborted. */
  private void timeOut(SimulatedPartition<?> heldUp) {
    for (SimulatedTransaction transaction : List.copyOf(open)) {
      if (transaction.written.contains(heldUp)) {
        abort(transaction);
      }
    }
  }

  /** Every open transaction takes too long. */
  void timeOutAll() {
    List.copyOf(open).forEach(this::abort);
  }

  /** Who asks for a group's offset waits for transactions that are about to change it. */
  int groupOffset(int partition) {
    for (SimulatedTransaction transaction : List.copyOf(open)) {
      if (transaction.offsets.containsKey(partition)) {
        abort(transaction);
      }
    }
    return groupOffsets[partition];
  }

  /** The group's offsets are lost: everything is read again. */
  void loseGroupOffsets() {
    Arrays.fill(groupOffsets, 0);
  }

  /** Of what is committed, once no transaction is open there. */
  LastDecision.Source decisionsOf(Topics topics) {
    return new LastDecision.Source() {
      @Override
      public Optional<LastDecision> of(int partition) {
        return lastDecision(partition);
      }

      @Override
      public boolean isDeadLetter(int partition, long intakeOffset) {
        String key = OutputRouter.deadLetterKeys(topics, partition) + intakeOffset;
        return hasDeadLetter(key);
      }
    };
  }

  private boolean hasDeadLetter(String key) {
    SimulatedPartition<String> letters =
        output(Sinks.DEAD_LETTERS).get(partitionOf(key.getBytes(StandardCharsets.UTF_8)));
    timeOut(letters);
    return IntStream.range(0, letters.stableEnd())
        .mapToObj(letters::get)
        .anyMatch(entry -> entry.isCommitted() && entry.key().equals(key));
  }

  private Optional<LastDecision> lastDecision(int partition) {
    SimulatedPartition<String> topic = output(Sinks.MATCH_DECISIONS).get(partition);
    timeOut(topic);
    for (int i = topic.stableEnd() - 1; i >= 0; i--) {
      if (topic.get(i).isCommitted()) {
        MatchDecision d = decision(topic.get(i).value());
        return Optional.of(
            new LastDecision(
                d.getNetworkId(), d.getSequence(), d.getHash().bytes(), d.getIntakeOffset()));
      }
    }
    return Optional.empty();
  }

  /** How many records all topics have, markers too. */
  int written() {
    return outputs.values().stream().flatMap(List::stream).mapToInt(SimulatedPartition::size).sum();
  }

  private MatchDecision decision(byte @Nullable [] value) {
    try {
      return serdes.decisions().decode(value);
    } catch (UnreadableRecord e) {
      throw new IllegalStateException("expected to read what was written", e);
    }
  }
}
