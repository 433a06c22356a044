package kizuna.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import kizuna.schemas.InMemoryRegistry;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.streams.contract.TopicSerdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;
import org.junit.jupiter.api.Test;

/**
 * The topology is what was approved: names of stores and topics are kept by brokers and state
 * folders, so nobody changes them without meaning to.
 */
class TopologyDescriptionTest {

  private static final Path APPROVED = Path.of("src/test/resources/approved/topology.txt");
  private static final Path RECEIVED = Path.of("target/topology.received.txt");

  @Test
  void theTopologyIsTheApprovedOne() throws IOException {
    String received = describe(Namespace.LIVE);
    Files.createDirectories(RECEIVED.toAbsolutePath().getParent());
    Files.writeString(RECEIVED, received);

    assertThat(received)
        .as(
            "The topology is not the approved one. A renamed store or topic loses the state of"
                + " whoever runs the one before. If the change is meant, approve it, in the folder"
                + " streams: cp %s %s",
            RECEIVED, APPROVED)
        .isEqualTo(Files.exists(APPROVED) ? Files.readString(APPROVED) : "");
  }

  @Test
  void aDrillsTopologyIsTheSameUnderNamesOfItsOwn() {
    assertThat(describe(Namespace.drill("d1")))
        .isEqualTo(describe(Namespace.LIVE).replace("kizuna.live.", "kizuna.drill.d1."));
  }

  @Test
  void oneSubtopologyDecidesSoThatNoFactIsHandedOn() {
    assertThat(topology(Namespace.LIVE).describe().subtopologies()).hasSize(1);
  }

  private static Topology topology(Namespace namespace) {
    Topics topics = Topics.of(namespace);
    return new DecisionTopology(topics, TopicSerdes.of(topics, new InMemoryRegistry())).build();
  }

  /** The description with everything in an order of its own. */
  private static String describe(Namespace namespace) {
    List<String> lines = new ArrayList<>();
    TopologyDescription description = topology(namespace).describe();
    description.subtopologies().stream()
        .sorted(Comparator.comparingInt(Subtopology::id))
        .forEach(
            sub -> {
              lines.add("sub-topology " + sub.id());
              Map<String, Node> nodes = new TreeMap<>();
              sub.nodes().forEach(n -> nodes.put(rank(n) + n.name(), n));
              nodes.values().forEach(n -> lines.add("  " + line(n)));
            });
    description.globalStores().forEach(s -> lines.add("global store " + s));
    return String.join("\n", lines) + "\n";
  }

  private static int rank(Node node) {
    return node instanceof Source ? 0 : node instanceof Processor ? 1 : 2;
  }

  private static String line(Node node) {
    if (node instanceof Source source) {
      return "source " + node.name() + " reads " + new TreeSet<>(source.topicSet()) + to(node);
    }
    if (node instanceof Processor processor) {
      return "processor " + node.name() + " keeps " + new TreeSet<>(processor.stores()) + to(node);
    }
    if (node instanceof Sink sink) {
      return "sink " + node.name() + " writes " + sink.topic();
    }
    throw new IllegalArgumentException("expected a source, processor or sink, but " + node);
  }

  private static String to(Node node) {
    return " -> " + new TreeSet<>(node.successors().stream().map(Node::name).toList());
  }
}
