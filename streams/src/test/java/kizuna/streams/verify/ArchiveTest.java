package kizuna.streams.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import kizuna.codes.FactKind;
import kizuna.codes.HazardType;
import kizuna.codes.Role;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisasterEnded;
import kizuna.facts.Fact;
import kizuna.facts.TimePassed;
import kizuna.schemas.text.UserFileException;
import kizuna.streams.guarantees.RandomHistory;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file for a disaster, which can be checked anywhere. */
class ArchiveTest {

  private static final String NETWORK = FactBuilder.NETWORK;
  private static final LogHarness LOG = new LogHarness();
  private static final List<byte[]> KEYS = new ArrayList<>();
  private static final FactBuilder FACTS = new FactBuilder();

  @TempDir private static Path folder;
  private static byte[] archive = new byte[0];

  /** Others lie before it and beside it. */
  @BeforeAll
  static void aDisasterThatEnded() throws IOException {
    RandomHistory.of(3, 130).forEach(ArchiveTest::put);
    FACTS.at(Instant.parse("2024-01-04T00:00:00Z"));
    days(46);
    report(
        FactKind.DISASTER_DECLARED,
        new DisasterDeclared(
            "storm",
            "台風",
            HazardType.STORM_FLOOD,
            List.of(FactBuilder.SUZU),
            FACTS.now(),
            true,
            true));
    RandomHistory.of(4, 60).forEach(ArchiveTest::put);
    report(FactKind.DISASTER_ENDED, new DisasterEnded("storm", true));
    days(10);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(write("storm", out).complete()).isTrue();
    archive = out.toByteArray();
  }

  private static ArchiveWriter.Written write(String disaster, ByteArrayOutputStream out)
      throws IOException {
    return new ArchiveWriter(LOG.topics, LOG.registry, SigningKey.in(folder))
        .write(
            0,
            NETWORK,
            disaster,
            records(LOG.intake),
            records(LOG.decisionBytes),
            records(LOG.eventBytes),
            List.of(),
            out);
  }

  private static void report(FactKind kind, SpecificRecordBase body) {
    put(own(FACTS.fact(Role.COORDINATOR, NETWORK, kind, body)));
  }

  /** A live clock that jumps further is not believed. */
  private static void days(int days) {
    for (int left = days; left > 0; left -= 2) {
      FACTS.at(FACTS.now().plus(Duration.ofDays(2)));
      time();
    }
  }

  private static void time() {
    put(
        own(
            FACTS.fact(
                Role.SYSTEM, "kizuna", FactKind.TIME_PASSED, new TimePassed(FACTS.now(), null))));
  }

  /** The histories count their event ids from the same start. */
  private static Fact own(Fact fact) {
    return Fact.newBuilder(fact)
        .setEventId(UUID.nameUUIDFromBytes(("own " + KEYS.size()).getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  private static void put(Fact fact) {
    KEYS.add(FactBuilder.key(fact));
    LOG.put(FactBuilder.key(fact), LOG.formats.facts().encode(fact));
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(List<byte[]> values) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int at = 0; at < values.size(); at++) {
      byte[] key = values == LOG.intake ? KEYS.get(at) : new byte[0];
      records.add(
          new ConsumerRecord<>(
              "t",
              0,
              at,
              0,
              TimestampType.CREATE_TIME,
              key.length,
              values.get(at).length,
              key,
              values.get(at),
              new RecordHeaders(),
              Optional.empty()));
    }
    return records;
  }

  private static ArchiveVerifier.Checked check(byte[] file) throws IOException {
    return ArchiveVerifier.verify(new ByteArrayInputStream(file), Optional.empty());
  }

  @Test
  void holdsWhatWasDecidedAndIsCheckedWithoutABroker() throws IOException {
    ArchiveVerifier.Checked checked = check(archive);
    assertThat(checked.wrong()).isEmpty();
    assertThat(checked.decidedAgain()).isEqualTo(checked.facts());
    assertThat(checked.complete()).isTrue();
    assertThat(checked.disasterId()).isEqualTo("storm");
    assertThat(checked.facts()).isBetween(20L, 70L);
    assertThat(checked.publicKey()).isEqualTo(SigningKey.in(folder).publicKey());
  }

  @Test
  void ofOneThatGoesOnItEndsWhereTheLogEnds() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(write("noto", out).complete()).isFalse();
    assertThat(check(out.toByteArray()).wrong()).isEmpty();
  }

  /** The zip file with one part changed. */
  private static byte[] changed(String name, UnaryOperator<byte[]> how) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(archive));
        ZipOutputStream to = new ZipOutputStream(out)) {
      for (ZipEntry e = from.getNextEntry(); e != null; e = from.getNextEntry()) {
        byte[] content = from.readAllBytes();
        to.putNextEntry(new ZipEntry(e.getName()));
        to.write(e.getName().equals(name) ? how.apply(content) : content);
        to.closeEntry();
      }
    }
    return out.toByteArray();
  }

  @Test
  void whateverIsChangedInItIsNoticed() throws IOException {
    for (String part : List.of(Archive.BEGIN, Archive.BOOKS, Archive.LOG, Archive.END)) {
      int[] length = {0};
      changed(
          part,
          bytes -> {
            length[0] = bytes.length;
            return bytes;
          });
      int step = Math.max(7, length[0] / 25);
      for (int at = 3; at < length[0]; at += step) {
        int i = at;
        assertNoticed(
            part,
            i,
            changed(
                part,
                bytes -> {
                  bytes[i] ^= 1;
                  return bytes;
                }));
      }
    }
  }

  private static void assertNoticed(String part, int at, byte[] file) {
    try {
      assertThat(check(file).wrong()).as("%s byte %s", part, at).isNotEmpty();
    } catch (IOException e) {
      assertThat(e).as("%s byte %s", part, at).hasMessageContaining("expected");
    }
  }

  @Test
  void anotherKeySignsNothingForThisOne() throws IOException {
    String other = SigningKey.in(folder.resolve("other")).publicKey();
    byte[] file =
        changed(
            Archive.SIGNATURE,
            bytes ->
                new String(bytes, StandardCharsets.UTF_8)
                    .replace(SigningKey.in(folder).publicKey(), other)
                    .getBytes(StandardCharsets.UTF_8));
    assertThat(check(file).wrong()).anyMatch(w -> w.toString().contains("signature"));
  }

  /** Rightly signed, by somebody else. */
  @Test
  void theSignatureOfAnotherInstallationIsToldApart() throws IOException {
    String ours = SigningKey.in(folder).publicKey();
    String other = SigningKey.in(folder.resolve("elsewhere")).publicKey();
    assertThat(checkedBy(ours).wrong()).isEmpty();
    assertThat(checkedBy(other).wrong())
        .singleElement()
        .asString()
        .startsWith("expected the signature of public key " + other + ", but " + ours);
    assertThat(checkedBy("no key").wrong()).singleElement().asString().contains("no key");
  }

  private static ArchiveVerifier.Checked checkedBy(String key) throws IOException {
    return ArchiveVerifier.verify(new ByteArrayInputStream(archive), Optional.of(key));
  }

  @Test
  void whatIsNoArchiveIsRefusedByName() {
    assertThatThrownBy(() -> check("PK".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("expected begin.json")
        .isInstanceOfSatisfying(
            UserFileException.class,
            e -> assertThat(e.in(Locale.JAPANESE)).startsWith("保管ファイルの次の部分 begin.json がありません"));
    for (int length : List.of(archive.length / 8, archive.length / 2)) {
      assertThatThrownBy(() -> check(Arrays.copyOf(archive, length)))
          .as("the first %d bytes", length)
          .isInstanceOfSatisfying(
              UserFileException.class,
              e -> {
                assertThat(e.in(Locale.ENGLISH)).startsWith("expected ");
                assertThat(e.in(Locale.JAPANESE)).contains("保管ファイル");
              });
    }
    assertThatThrownBy(() -> write("nowhere", new ByteArrayOutputStream()))
        .isInstanceOf(ArchiveWriter.NotArchived.class)
        .hasMessageContaining("expected a disaster");
  }
}
