package kizuna.streams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.facts.RulesAdopted;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.form.FactForm;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.explain.ExplanationRenderer;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.matching.Decider;
import kizuna.streams.topology.FactBuilder;
import kizuna.streams.topology.LogHarness;
import kizuna.streams.verify.Verification;
import kizuna.streams.verify.Verifier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Rules change, the past stays verifiable: these rules go on from the books and the log that
 * version 5 left, and all of it verifies from its first record to its last.
 */
class RulesVersionsTest {

  private final LogHarness kizuna = new LogHarness();
  private final List<byte[]> intake = kizuna.intake;
  private int before;

  @Test
  @EnabledIfSystemProperty(named = ReleasedLog.WRITE, matches = ".+")
  void writesTheLogOfThisVersion() throws IOException {
    ReleasedLog.write(Path.of(System.getProperty(ReleasedLog.WRITE)));
  }

  @BeforeEach
  void goesOnFromVersion5() {
    ReleasedLog released = ReleasedLog.read("5", kizuna.registry);
    intake.addAll(released.intake);
    kizuna.decisionBytes.addAll(released.decisions);
    kizuna.eventBytes.addAll(released.events);
    released.shelf.entries().forEach(kizuna.shelf::put);
    kizuna.restart();
    before = intake.size();
  }

  private void reportMore() {
    Instant now = Objects.requireNonNull(kizuna.log().state().network(FactBuilder.NETWORK)).clock();
    kizuna.accept(
        FactForm.envelope(
            new UUID(6, 6),
            FactBuilder.NETWORK,
            now,
            now,
            new Reporter(Role.SYSTEM, "kizuna"),
            OperationMode.ACTUAL,
            new RulesAdopted(5, Integer.parseInt(Decider.RULES_VERSION), before + 1L)));
    RandomHistory.of(77, Histories.LENGTH).subList(0, 60).forEach(kizuna::put);
  }

  @Test
  void aLogThatSpansVersionsVerifiesFromItsFirstRecordToItsLast() {
    reportMore();
    Verification found = verify(kizuna.decisionBytes, kizuna.sealBytes);

    MatchDecision first = kizuna.decisions.get(0);
    assertThat(first.getFactKind()).isEqualTo(FactKind.RULES_ADOPTED);
    assertThat(first.getSealedBooks()).isNotNull();
    assertThat(found.difference()).isEmpty();
    assertThat(found.undecided()).isZero();
    assertThat(found.chained()).isEqualTo(before);
    assertThat(found.decisions()).isEqualTo(intake.size() - before);
    assertThat(found.ranges())
        .anySatisfy(
            r -> {
              assertThat(r.rulesVersion()).isEqualTo("5");
              assertThat(r.firstSequence()).isEqualTo(1);
              assertThat(r.decidedAgain()).isFalse();
            })
        .anySatisfy(
            r -> {
              assertThat(r.rulesVersion()).isEqualTo(Decider.RULES_VERSION);
              assertThat(r.decidedAgain()).isTrue();
            });
  }

  /** A change of what version 7 decides needs version 8, and a log of its own here. */
  @Test
  void theLogOfTheRunningVersionIsDecidedAgainByteForByte() {
    LogHarness other = new LogHarness();
    ReleasedLog released = ReleasedLog.read(Decider.RULES_VERSION, other.registry);

    Verification found =
        new Verifier(other.topics, other.registry)
            .verify(
                0,
                keyed(released.intake, other.formats),
                log(released.decisions),
                log(released.events),
                log(List.of()));

    assertThat(found.difference()).isEmpty();
    assertThat(found.decisions()).isEqualTo(released.decisions.size()).isPositive();
    assertThat(found.ranges()).isNotEmpty().allMatch(Verification.Range::decidedAgain);
  }

  /** Also after restarts, and of each network once. */
  @Test
  void booksAreSealedOnceAtTheBorder() throws UnreadableRecord {
    reportMore();
    int seals = kizuna.sealBytes.size();
    kizuna.restart();
    RandomHistory.of(78, Histories.LENGTH).subList(0, 20).forEach(kizuna::put);

    assertThat(seals).isPositive();
    assertThat(kizuna.sealBytes).hasSize(seals);
    assertThat(kizuna.formats.seals().decode(kizuna.sealBytes.get(0)).getPart()).isEqualTo(1);
  }

  @Test
  void aLogOfOneVersionNeedsNoSeal() {
    LogHarness fresh = new LogHarness();
    RandomHistory.of(77, Histories.LENGTH).forEach(fresh::put);

    assertThat(fresh.sealBytes).isEmpty();
    assertThat(fresh.decisions).allSatisfy(d -> assertThat(d.getSealedBooks()).isNull());
  }

  @Test
  void nothingIsLostOfTheBooksThatVersion5Left() throws UnreadableRecord {
    Map<String, String> last = new TreeMap<>();
    for (byte[] wire : kizuna.decisionBytes) {
      MatchDecision d = kizuna.formats.decisions().decode(wire);
      last.put(d.getNetworkId(), HexFormat.of().formatHex(d.getHash().bytes()));
    }
    Map<String, String> heads = new TreeMap<>();
    kizuna
        .log()
        .state()
        .chainHeads()
        .forEach((id, h) -> heads.put(id, HexFormat.of().formatHex(h)));

    assertThat(heads).isEqualTo(last);
    reportMore();
    assertThat(kizuna.deadLetters).isEmpty();
  }

  @Test
  void whateverIsChangedOnEitherSideOfTheBorderIsFound() {
    reportMore();
    for (int at : List.of(0, before / 2, before - 1, before, before + 1)) {
      List<byte[]> changed = changed(kizuna.decisionBytes, at, 40);
      assertThat(verify(changed, kizuna.sealBytes).difference()).as("decision %s", at).isPresent();
    }
    List<byte[]> seals = changed(kizuna.sealBytes, 0, kizuna.sealBytes.get(0).length / 2);
    assertThat(verify(kizuna.decisionBytes, seals).difference()).isPresent();
    assertThat(verify(kizuna.decisionBytes, List.of()).difference())
        .get()
        .satisfies(d -> assertThat(d.sentence()).contains("sealed state"));
  }

  @Test
  void whatVersion5DecidedIsStillExplained() throws UnreadableRecord {
    for (Language language : Language.values()) {
      ExplanationRenderer text =
          new ExplanationRenderer(MessageCatalog.of(language), PlaceNames.CODES);
      for (byte[] wire : kizuna.decisionBytes) {
        MatchDecision d = kizuna.formats.decisions().decode(wire);
        d.getExplanations()
            .forEach(e -> assertThat(text.plainText(e, d)).doesNotContain("{", "null"));
        d.getReasons().forEach(r -> assertThat(text.reason(r)).contains(r.getActual()));
        d.getNotices().forEach(n -> assertThat(text.notice(n)).isNotBlank());
      }
    }
  }

  /** A release that is put back does not decide on books whose rules it does not know. */
  @Test
  void booksOfANewerVersionAreRefused() {
    reportMore();
    String newer = Integer.toString(Integer.parseInt(Decider.RULES_VERSION) + 1);
    kizuna.shelf.put("v|tokyo23", newer.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(kizuna::restart)
        .hasMessageContaining("version " + newer)
        .hasMessageContaining("up to version " + Decider.RULES_VERSION)
        .hasMessageContaining("新しい版");
  }

  private Verification verify(List<byte[]> decisions, List<byte[]> seals) {
    return new Verifier(kizuna.topics, kizuna.registry)
        .verify(
            0, keyed(intake, kizuna.formats), log(decisions), log(kizuna.eventBytes), log(seals));
  }

  private static List<byte[]> changed(List<byte[]> log, int at, int place) {
    List<byte[]> changed = new ArrayList<>(log);
    byte[] value = log.get(at).clone();
    value[place] ^= 1;
    changed.set(at, value);
    return changed;
  }

  private Iterator<ConsumerRecord<byte[], byte[]>> keyed(List<byte[]> facts, TopicSerdes formats) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (byte[] wire : facts) {
      try {
        Fact fact = formats.facts().decode(wire);
        byte[] key = fact.getNetworkId().getBytes(StandardCharsets.UTF_8);
        records.add(new ConsumerRecord<>("log", 0, records.size(), key, wire));
      } catch (UnreadableRecord e) {
        throw new AssertionError(e);
      }
    }
    return records.iterator();
  }

  private static Iterator<ConsumerRecord<byte[], byte[]>> log(List<byte[]> values) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (byte[] value : values) {
      records.add(new ConsumerRecord<>("log", 0, records.size(), null, value));
    }
    return records.iterator();
  }
}
