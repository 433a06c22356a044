package kizuna.streams.topology;

import static kizuna.streams.topology.FactBuilder.SHINJUKU;
import static kizuna.streams.topology.FactBuilder.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kizuna.codes.FactKind;
import kizuna.codes.NoticeCode;
import kizuna.codes.Role;
import kizuna.decisions.MatchDecision;
import kizuna.facts.Fact;
import kizuna.facts.RulesAdopted;
import kizuna.schemas.RecordTraces;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.WireFormat;
import kizuna.streams.explain.ExplanationRenderer;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.matching.Decider;
import kizuna.streams.processing.Sinks;
import kizuna.streams.processing.StateKeys;
import kizuna.streams.rulebook.RulesChangelog;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** New rules take effect by a fact of each network's log, which whoever decides it appends. */
class RulesAdoptedTest {

  private static final int VERSION = Integer.parseInt(Decider.RULES_VERSION);

  private final LogHarness before = new LogHarness();
  private final FactBuilder facts = new FactBuilder();
  private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
  private FactTask decider = decider();

  private FactTask decider() {
    Clock machine = Clock.fixed(Instant.parse("2024-01-01T08:00:00Z"), ZoneOffset.UTC);
    return new FactTask(
        before.topics,
        before.formats,
        new Previewer(before.topics),
        new StateStatus(),
        null,
        new LogClocks(machine, () -> Duration.ofDays(1)),
        null,
        GroupCommit::new,
        RecordTraces.OFF);
  }

  /** Books that version 5 decided, on the shelf of the program of today. */
  @BeforeEach
  void anUpgrade() {
    before.accept(facts.networkFormed(SHINJUKU));
    before.accept(facts.municipalities());
    before.accept(facts.agreement());
    before.accept(facts.declared("noto", WAJIMA));
    before.shelf.put(StateKeys.VERSIONS + "tokyo23", "5".getBytes(StandardCharsets.UTF_8));
    KeyValueStore<String, byte[]> books = store(DecisionTopology.BOOKS);
    KeyValueStore<String, byte[]> heads = store(DecisionTopology.CHAIN_HEADS);
    before
        .shelf
        .entries()
        .forEach(
            (key, value) ->
                (DecisionTopology.storeOf(key).equals(DecisionTopology.BOOKS) ? books : heads)
                    .put(key, value));
    decider.init(context);
  }

  private KeyValueStore<String, byte[]> store(String name) {
    KeyValueStore<String, byte[]> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    return store;
  }

  private void timeGoesBy() {
    context.scheduledPunctuators().stream()
        .filter(p -> !p.cancelled())
        .toList()
        .forEach(p -> p.getPunctuator().punctuate(0));
  }

  private void process(Fact fact) {
    byte[] wire = before.formats.facts().encode(fact);
    before.intake.add(wire);
    context.setRecordMetadata(before.topics.intake.name(), 0, before.intake.size() - 1L);
    decider.process(new Record<>(FactBuilder.key(fact), wire, fact.getRecordedAt().toEpochMilli()));
  }

  private <V extends SpecificRecordBase> List<V> forwarded(String node, WireFormat<V> format) {
    List<V> values = new ArrayList<>();
    for (var sent : context.forwarded(node)) {
      try {
        values.add(format.decode(sent.record().value()));
      } catch (UnreadableRecord e) {
        throw new AssertionError(e);
      }
    }
    return values;
  }

  private List<Fact> told() {
    return forwarded(Sinks.PASSING_OF_TIME, before.formats.facts()).stream()
        .filter(f -> f.getKind() == FactKind.RULES_ADOPTED)
        .toList();
  }

  private List<MatchDecision> decisions() {
    return forwarded(Sinks.MATCH_DECISIONS, before.formats.decisions());
  }

  @Test
  void aNetworkAtRestAdoptsNewRulesByTheFirstFactThatTheyDecide() {
    timeGoesBy();
    Fact adopted = told().get(0);
    assertThat(adopted.getRulesAdopted()).isEqualTo(new RulesAdopted(5, VERSION, 5L));
    assertThat(adopted.getReporter().getRole()).isEqualTo(Role.SYSTEM);

    process(adopted);

    MatchDecision decision = decisions().get(0);
    assertThat(decision.getSequence()).isEqualTo(adopted.getRulesAdopted().getSince());
    assertThat(decision.getSealedBooks()).isNotNull();
    assertThat(decision.getRulesVersion()).isEqualTo(Decider.RULES_VERSION);
    assertThat(decision.getNotices())
        .singleElement()
        .satisfies(
            n -> {
              assertThat(n.getCode()).isEqualTo(NoticeCode.RULES_ADOPTED);
              assertThat(n.getCount()).isEqualTo(VERSION);
              assertThat(n.getOther()).isEqualTo("5");
            });
  }

  @Test
  void whatLayUndecidedIsDecidedByTheNewRulesAndTheFactSaysFromWhere() {
    process(facts.requested("r1", 3, 8));
    process(told().get(0));

    assertThat(told().get(0).getRulesAdopted().getSince())
        .isEqualTo(decisions().get(0).getSequence());
    assertThat(decisions().get(0).getSealedBooks()).isNotNull();
    assertThat(decisions().get(1).getFactKind()).isEqualTo(FactKind.RULES_ADOPTED);
  }

  @Test
  void itIsToldOnceAndAgainOnlyWithTheSameIdWhereACrashCameFirst() {
    timeGoesBy();
    process(facts.requested("r1", 3, 8));
    timeGoesBy();
    assertThat(told()).hasSize(1);
    Fact first = told().get(0);

    context.resetForwards();
    decider = decider();
    decider.init(context);
    timeGoesBy();
    assertThat(told()).as("once these rules decided, nothing is to be adopted").isEmpty();
    assertThat(first.getEventId()).isNotNull();
  }

  @Test
  void aSecondTaskBeforeItWasDecidedTellsTheSameFact() {
    timeGoesBy();
    FactTask second = decider();
    second.init(context);
    timeGoesBy();

    assertThat(told()).hasSize(2);
    assertThat(told().get(1).getEventId()).isEqualTo(told().get(0).getEventId());
    process(told().get(0));
    process(told().get(1));
    assertThat(decisions())
        .extracting(d -> d.getOutcome().name())
        .containsExactly("ACCEPTED", "DUPLICATE");
  }

  @Test
  void theCoordinatorReadsWhatChangedInBothLanguages() {
    timeGoesBy();
    process(told().get(0));
    for (Language language : Language.values()) {
      ExplanationRenderer text =
          new ExplanationRenderer(MessageCatalog.of(language), PlaceNames.CODES);
      assertThat(text.notice(Objects.requireNonNull(decisions().get(0).getNotices().get(0))))
          .contains("5", Decider.RULES_VERSION)
          .doesNotContain("{", "null");
      assertThat(RulesChangelog.of(language).versions()).first().isEqualTo(VERSION);
      assertThat(RulesChangelog.of(language).changes(VERSION)).hasSizeGreaterThan(5);
    }
    assertThat(RulesChangelog.of(Language.JA).versions())
        .isEqualTo(RulesChangelog.of(Language.EN).versions());
  }
}
