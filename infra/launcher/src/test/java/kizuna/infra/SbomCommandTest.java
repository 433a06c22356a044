package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who runs Kizuna can look up what it brings, what the registry brings included. */
class SbomCommandTest {

  @Test
  void namesTheLibrariesOfOurPartsAndOfTheRegistry() {
    StringWriter out = new StringWriter();

    assertThat(Kizuna.commandLine().setOut(new PrintWriter(out, true)).execute("sbom")).isZero();

    JsonNode bom = JsonMapper.shared().readTree(out.toString());
    List<String> purls =
        StreamSupport.stream(bom.path("components").spliterator(), false)
            .map(component -> component.path("purl").asString())
            .toList();
    assertThat(bom.path("specVersion").asString()).isEqualTo("1.5");
    assertThat(purls).doesNotHaveDuplicates();
    assertThat(purls).anyMatch(purl -> purl.startsWith("pkg:maven/org.apache.avro/avro@"));
    assertThat(purls)
        .as("solvers of the bench, which nothing runs beside people's data")
        .noneMatch(purl -> purl.contains("ortools") || purl.contains("jgrapht"));
    assertThat(purls)
        .as("the registry's own")
        .contains("pkg:maven/io.netty/netty-codec@4.1.115.Final");
    assertThat(purls)
        .anyMatch(purl -> purl.startsWith("pkg:maven/org.apache.kafka/kafka-clients@"));
    assertThat(purls).anyMatch(purl -> purl.contains("quarkus-core@"));
    assertThat(bom.path("components").path(0).path("hashes").path(0).path("content").asString())
        .hasSize(64);
  }
}
