package kizuna.streams.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import kizuna.codes.HazardType;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.Fact;
import kizuna.schemas.UnreadableRecord;
import kizuna.streams.guarantees.RandomHistory;
import kizuna.streams.guarantees.ReleasedLog;
import kizuna.streams.matching.Decider;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a disaster that spans a change of rules, or lies behind one. */
class ArchiveOverVersionsTest {

  private static final LogHarness LOG = new LogHarness();
  @TempDir private static Path folder;
  private static int before;

  /** Version 5 decided the beginning. */
  @BeforeAll
  static void goesOnFromVersion5() {
    ReleasedLog released = ReleasedLog.read("5", LOG.registry);
    LOG.intake.addAll(released.intake);
    LOG.decisionBytes.addAll(released.decisions);
    LOG.eventBytes.addAll(released.events);
    released.shelf.entries().forEach(LOG.shelf::put);
    LOG.restart();
    before = LOG.intake.size();
    List<Fact> history = RandomHistory.of(77, 60);
    history.subList(0, 30).forEach(LOG::put);
    FactBuilder facts = new FactBuilder();
    facts.at(history.get(29).getRecordedAt());
    LOG.accept(
        Fact.newBuilder(
                facts.fact(
                    kizuna.codes.Role.COORDINATOR,
                    FactBuilder.NETWORK,
                    kizuna.codes.FactKind.DISASTER_DECLARED,
                    new DisasterDeclared(
                        "storm",
                        "台風",
                        HazardType.STORM_FLOOD,
                        List.of(FactBuilder.SUZU),
                        facts.now(),
                        true,
                        true)))
            .setEventId(new java.util.UUID(5, 6))
            .build());
    history.subList(30, 60).forEach(LOG::put);
  }

  private static byte[] write(String disaster, List<byte[]> seals) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ArchiveWriter(LOG.topics, LOG.registry, SigningKey.in(folder))
        .write(
            0,
            FactBuilder.NETWORK,
            disaster,
            records(LOG.intake),
            records(LOG.decisionBytes),
            records(LOG.eventBytes),
            records(seals),
            out);
    return out.toByteArray();
  }

  private static String network(byte[] fact) {
    try {
      return LOG.formats.facts().decode(fact).getNetworkId();
    } catch (UnreadableRecord e) {
      throw new AssertionError(e);
    }
  }

  /** Facts of the network; the one that it passes requests to has a chain of its own. */
  private static long facts(int from) {
    return LOG.intake.subList(from, LOG.intake.size()).stream()
        .filter(fact -> network(fact).equals(FactBuilder.NETWORK))
        .count();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(List<byte[]> values) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (byte[] value : values) {
      byte[] key = values == LOG.intake ? network(value).getBytes(StandardCharsets.UTF_8) : value;
      records.add(
          new ConsumerRecord<>(
              "t",
              0,
              records.size(),
              0,
              TimestampType.CREATE_TIME,
              key.length,
              value.length,
              key,
              value,
              new RecordHeaders(),
              Optional.empty()));
    }
    return records;
  }

  private static ArchiveVerifier.Checked check(byte[] file) throws IOException {
    return ArchiveVerifier.verify(new ByteArrayInputStream(file), Optional.empty());
  }

  @Test
  void aDisasterThatSpansAChangeOfRulesIsOneFileThatIsCheckedAnywhere() throws IOException {
    ArchiveVerifier.Checked checked = check(write("noto", LOG.sealBytes));

    assertThat(checked.wrong()).isEmpty();
    assertThat(checked.rulesVersion()).isEqualTo(Decider.RULES_VERSION);
    assertThat(checked.decidedAgain()).isEqualTo(facts(before)).isPositive();
    assertThat(checked.facts()).isGreaterThan(checked.decidedAgain() + before / 3);
  }

  @Test
  void oneThatLiesBehindTheChangeIsDecidedAgainAsAWhole() throws IOException {
    ArchiveVerifier.Checked checked = check(write("storm", LOG.sealBytes));

    assertThat(checked.wrong()).isEmpty();
    assertThat(checked.facts()).isEqualTo(facts(before + 30));
    assertThat(checked.decidedAgain()).isEqualTo(checked.facts());
  }

  @Test
  void withoutTheSealedBooksThereIsNoFile() {
    assertThatThrownBy(() -> write("noto", List.of()))
        .isInstanceOf(ArchiveWriter.NotArchived.class)
        .hasMessageContaining("sealed state");
  }

  @Test
  void aByteThatIsChangedAnywhereInTheFileIsNoticed() throws IOException {
    byte[] archive = write("noto", LOG.sealBytes);
    int length = part(archive, Archive.LOG).length;
    for (int at = 5; at < length; at += Math.max(1, length / 60)) {
      byte[] file = changed(archive, at);
      try {
        assertThat(check(file).wrong()).as("byte %s", at).isNotEmpty();
      } catch (IOException e) {
        assertThat(e).as("byte %s", at).hasMessageContaining("expected");
      }
    }
  }

  private static byte[] part(byte[] archive, String name) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        if (e.getName().equals(name)) {
          return zip.readAllBytes();
        }
      }
    }
    throw new AssertionError("expected " + name);
  }

  private static byte[] changed(byte[] archive, int at) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(archive));
        ZipOutputStream to = new ZipOutputStream(out)) {
      for (ZipEntry e = from.getNextEntry(); e != null; e = from.getNextEntry()) {
        byte[] content = from.readAllBytes();
        if (e.getName().equals(Archive.LOG)) {
          content[at] ^= 1;
        }
        to.putNextEntry(new ZipEntry(e.getName()));
        to.write(content);
        to.closeEntry();
      }
    }
    return out.toByteArray();
  }
}
