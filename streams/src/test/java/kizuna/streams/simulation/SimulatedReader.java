package kizuna.streams.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who reads committed records all along: what it was shown must still be there in the end. */
final class SimulatedReader {

  private final SimulatedCluster cluster;
  private final Map<SimulatedPartition<String>, List<byte[]>> seen = new LinkedHashMap<>();
  private final Map<SimulatedPartition<String>, Integer> positions = new LinkedHashMap<>();

  SimulatedReader(SimulatedCluster cluster) {
    this.cluster = cluster;
  }

  void read() {
    cluster.outputs.values().forEach(topic -> topic.forEach(this::read));
  }

  private void read(SimulatedPartition<String> partition) {
    int end = partition.stableEnd();
    int from = positions.getOrDefault(partition, 0);
    if (from < end) {
      List<byte[]> values = seen.computeIfAbsent(partition, p -> new ArrayList<>());
      for (int i = from; i < end; i++) {
        SimulatedPartition.Entry<String> entry = partition.get(i);
        if (entry.isCommitted()) {
          byte[] value = entry.value();
          values.add(value == null ? new byte[0] : value);
        }
      }
      positions.put(partition, end);
    }
  }

  /** I7: who comes after is shown the same. */
  void demandNothingTakenBack() {
    seen.forEach(
        (partition, values) -> {
          List<SimulatedPartition.Entry<String>> now = partition.committed();
          if (now.size() != values.size()) {
            throw new AssertionError(
                "I7: expected " + values.size() + " records as shown before, but " + now.size());
          }
          for (int i = 0; i < values.size(); i++) {
            byte[] value = now.get(i).value();
            if (!Arrays.equals(values.get(i), value == null ? new byte[0] : value)) {
              throw new AssertionError("I7: a record that was shown is another one now");
            }
          }
        });
  }
}
