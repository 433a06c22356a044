package kizuna.streams.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topics;
import kizuna.schemas.form.FactDescriptor;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactKinds;
import kizuna.schemas.form.ValidBodies;
import kizuna.streams.contract.FactTranslator;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.matching.NetworkAtWork;
import kizuna.streams.matching.Report;
import kizuna.streams.state.Fact.DispatchActed;
import kizuna.streams.state.ReportKind;
import kizuna.streams.topology.DecisionTopology;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each kind of fact is known wherever streams must know it: a kind that is forgotten fails here
 * with the place where it is missing. {@code schemas} and {@code producers} have a test of the same
 * name; so has the ledger.
 */
class EveryFactKindTest {

  private static final FactTranslator FACTS = new FactTranslator(Namespace.LIVE);

  @TestFactory
  List<DynamicTest> isKnown() {
    return Arrays.stream(FactKind.values())
        .filter(kind -> kind != FactKind.UNKNOWN)
        .map(kind -> DynamicTest.dynamicTest(kind.name(), () -> assertKnown(kind)))
        .toList();
  }

  private static void assertKnown(FactKind kind) throws Exception {
    Fact fact =
        FactForm.envelope(
            UUID.randomUUID(),
            NetworkAtWork.ID,
            Instant.parse("2024-01-01T07:10:00Z"),
            Instant.parse("2024-01-01T07:10:00Z"),
            new Reporter(Role.SYSTEM, "kizuna"),
            Namespace.LIVE.mode(),
            FactForm.body(kind, ValidBodies.of(kind)));
    assertThatCode(() -> FACTS.report(fact))
        .as("expected a case for %s in FactTranslator", kind)
        .doesNotThrowAnyException();
    Report report = FACTS.report(fact);
    assertThatCode(
            () ->
                new NetworkAtWork().tell(kizuna.streams.state.Role.SYSTEM, "kizuna", report.fact()))
        .as("expected Decider to decide %s", kind)
        .doesNotThrowAnyException();
    for (Language language : Language.values()) {
      assertThat(MessageCatalog.of(language).has(FactKinds.of(kind).words()))
          .as("expected a word for %s in words_%s.properties", kind, language)
          .isTrue();
    }
    assertThat(Arrays.stream(ReportKind.values()).map(Enum::name))
        .as("expected %s in ReportKind", kind)
        .contains(kind.name());
    if (!(report.fact() instanceof DispatchActed)) {
      assertThat(ReportKind.of(report.fact()).map(Enum::name))
          .as("expected the record of %s in state.Fact to have its name", kind)
          .contains(kind.name());
    }
    Optional<FactDescriptor.Feed> feed = FactKinds.of(kind).feed();
    Topics topics = Topics.of(Namespace.LIVE);
    feed.ifPresent(
        to ->
            assertThat(DecisionTopology.topicOf(topics, OutputRouter.feedOf(fact).orElseThrow()))
                .as("expected a sink of the topology for the feed of %s", kind)
                .isEqualTo(to.topic(topics)));
  }
}
