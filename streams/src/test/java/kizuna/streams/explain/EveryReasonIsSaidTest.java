package kizuna.streams.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import kizuna.schemas.form.AvroJson;
import kizuna.streams.contract.Written;
import kizuna.streams.matching.Reason;
import kizuna.streams.matching.RejectionCode;
import kizuna.streams.matching.rules.Finding;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Period;
import kizuna.streams.topology.RandomFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of reason and finding keeps its facts on the log, and says them in both languages. */
class EveryReasonIsSaidTest {

  private static final RandomFacts FACTS = new RandomFacts(new Random(1));

  static Stream<Reason> reasons() {
    return Stream.of(Reason.class.getPermittedSubclasses()).map(kind -> (Reason) FACTS.of(kind));
  }

  static Stream<Finding> findings() {
    return Stream.of(Finding.class.getPermittedSubclasses()).map(kind -> (Finding) FACTS.of(kind));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void aReasonKeepsAndSaysItsFacts(Reason reason) {
    kizuna.decisions.Reason written = Written.of(reason);
    assertThat(written.getExpected() + written.getActual()).isEmpty();
    assertThat(AvroJson.write(written).toString()).contains(stored(reason));

    for (Language language : Language.values()) {
      assertThat(text(language).reason(written))
          .contains(said(reason))
          .doesNotContain("{", "null", "2024-", "''")
          .endsWith(language == Language.JA ? "。" : ".");
    }
  }

  @ParameterizedTest
  @MethodSource("findings")
  void aFindingKeepsAndSaysItsFacts(Finding finding) {
    kizuna.decisions.Finding written = Written.of(finding);
    assertThat(written.getExpected() + written.getActual()).isEmpty();
    assertThat(AvroJson.write(written).toString()).contains(stored(finding));

    for (Language language : Language.values()) {
      Localization speech = new Localization(MessageCatalog.of(language), PlaceNames.CODES);
      FindingText text = new FindingText(speech);
      assertThat(text.sentence(written) + text.miss(written) + text.change(written))
          .contains(said(finding))
          .doesNotContain("{", "null", "2024-", "''");
    }
  }

  /** What rules version 5 wrote is shown as it was written. */
  @Test
  void aReasonOfYesterdayIsShownAsItWasRecorded() {
    kizuna.decisions.Reason old =
        kizuna.decisions.Reason.newBuilder()
            .setCode(kizuna.codes.RejectionCode.BELOW_COMMITTED)
            .setSubject("req-1")
            .setExpected("at least 5 on 2024-01-05")
            .setActual("3")
            .build();
    kizuna.decisions.Finding finding =
        kizuna.decisions.Finding.newBuilder()
            .setRule(kizuna.codes.MatchRule.AGREEMENT_HEAD_COUNT_LEFT)
            .setExpected("1")
            .setActual("a1 0/5")
            .build();

    for (Language language : Language.values()) {
      assertThat(text(language).reason(old)).contains("req-1", "at least 5 on 2024-01-05", "3");
      FindingText text =
          new FindingText(new Localization(MessageCatalog.of(language), PlaceNames.CODES));
      assertThat(text.sentence(finding)).contains("a1 0/5");
      assertThat(text.miss(finding)).contains("a1 0/5");
      assertThat(text.change(finding))
          .contains(MessageCatalog.of(language).label(finding.getRule()));
    }
  }

  private static ExplanationRenderer text(Language language) {
    return new ExplanationRenderer(MessageCatalog.of(language), PlaceNames.CODES);
  }

  /** Every fact, as it stands on the log. */
  private static List<String> stored(Object kind) {
    List<String> facts = new ArrayList<>(List.of("\""));
    collect(kind, facts, true);
    return facts;
  }

  /** Ids and numbers; the other facts are words and days of a language. */
  private static List<String> said(Object kind) {
    List<String> facts = new ArrayList<>(List.of(""));
    collect(kind, facts, false);
    return facts;
  }

  private static void collect(Object value, List<String> facts, boolean all) {
    if (value instanceof String || value instanceof Number) {
      facts.add(value.toString());
    } else if (value instanceof Collection<?> many) {
      many.forEach(one -> collect(one, facts, all));
    } else if (value instanceof LocalDate || value instanceof Enum<?>) {
      if (all && !(value instanceof RejectionCode)) {
        facts.add(value.toString());
      }
    } else if (value instanceof Period || value instanceof DailyCount || value instanceof Record) {
      for (RecordComponent c : value.getClass().getRecordComponents()) {
        if (!all && c.getName().equals("subject")) {
          continue; // The reporter knows the subject.
        }
        try {
          c.getAccessor().setAccessible(true);
          collect(c.getAccessor().invoke(value), facts, all);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
