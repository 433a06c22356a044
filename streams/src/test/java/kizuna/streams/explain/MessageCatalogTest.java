package kizuna.streams.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kizuna.codes.AccountRole;
import kizuna.codes.AgreementState;
import kizuna.codes.Certainty;
import kizuna.codes.CommandRefusal;
import kizuna.codes.CostBearer;
import kizuna.codes.DeadLetterCause;
import kizuna.codes.DenialCode;
import kizuna.codes.DispatchAct;
import kizuna.codes.DispatchReport;
import kizuna.codes.DispatchState;
import kizuna.codes.Documentation;
import kizuna.codes.DrillCommandCode;
import kizuna.codes.DrillEndReason;
import kizuna.codes.DrillEventKind;
import kizuna.codes.DrillPaceCode;
import kizuna.codes.FactKind;
import kizuna.codes.HazardType;
import kizuna.codes.InjectMeans;
import kizuna.codes.MatchRule;
import kizuna.codes.MatchTrigger;
import kizuna.codes.MissingReport;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.NoteKind;
import kizuna.codes.OfferState;
import kizuna.codes.OperationMode;
import kizuna.codes.Outcome;
import kizuna.codes.Priority;
import kizuna.codes.Qualification;
import kizuna.codes.RefusalReason;
import kizuna.codes.RejectionCode;
import kizuna.codes.RequestState;
import kizuna.codes.Role;
import kizuna.codes.TakeOverReason;
import kizuna.codes.TaskType;
import kizuna.codes.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that a decision can say has words in both languages. */
class MessageCatalogTest {

  private static final List<Class<? extends Enum<?>>> CODES =
      List.of(
          OperationMode.class,
          AccountRole.class,
          DenialCode.class,
          Role.class,
          HazardType.class,
          TaskType.class,
          Qualification.class,
          Priority.class,
          Documentation.class,
          CostBearer.class,
          MunicipalityKind.class,
          Certainty.class,
          RefusalReason.class,
          FactKind.class,
          RequestState.class,
          OfferState.class,
          DispatchState.class,
          DispatchAct.class,
          DispatchReport.class,
          AgreementState.class,
          Outcome.class,
          RejectionCode.class,
          MatchRule.class,
          MissingReport.class,
          Verdict.class,
          MatchTrigger.class,
          DeadLetterCause.class,
          DrillEventKind.class,
          DrillCommandCode.class,
          CommandRefusal.class,
          DrillPaceCode.class,
          InjectMeans.class,
          TakeOverReason.class,
          NoteKind.class,
          DrillEndReason.class);

  /** Examples of what somebody types, and words of a sentence beside it. */
  private static final Set<String> NO_NAMES = Set.of("ext. 123", "内線123", "適合するには");

  /** What a text calls by a name in quotation marks, a button or a heading, has that very name. */
  @ParameterizedTest
  @EnumSource(Language.class)
  void whatIsNamedInATextIsCalledSoWhereItStands(Language language) {
    Map<String, String> words = MessageCatalog.of(language).all();
    Pattern quoted = Pattern.compile("[“「]([^”」{]+)[”」]");
    words.forEach(
        (key, text) ->
            quoted
                .matcher(text)
                .results()
                .map(m -> m.group(1))
                .filter(name -> !NO_NAMES.contains(name))
                .forEach(name -> assertThat(words.values()).as(key).contains(name)));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyCodeHasALabel(Language language) {
    MessageCatalog words = MessageCatalog.of(language);

    Stream<String> missing =
        CODES.stream()
            .flatMap(type -> Stream.of(type.getEnumConstants()))
            .map(code -> code.getDeclaringClass().getSimpleName() + "." + code.name())
            .filter(key -> !words.has(key) || words.text(key).isBlank());

    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyRuleCanBeCountedAndFound(Language language) {
    MessageCatalog words = MessageCatalog.of(language);

    for (MatchRule rule : MatchRule.values()) {
      assertThat(words.sentence("MatchRule." + rule + ".count", 7)).contains("7");
      assertThat(words.sentence("MatchRule." + rule + ".finding", "X", "Y", "Z", "V", "W"))
          .isNotBlank()
          .doesNotContain("{", "''");
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyRejectionIsASentence(Language language) {
    MessageCatalog words = MessageCatalog.of(language);

    for (RejectionCode code : RejectionCode.values()) {
      assertThat(words.sentence("RejectionCode." + code + ".reason", "a", "b", "c", "d", "e", "f"))
          .endsWith(language == Language.JA ? "。" : ".")
          .doesNotContain("{", "''");
    }
  }

  @Test
  void bothLanguagesHaveTheSameKeys() {
    assertThat(MessageCatalog.of(Language.EN).all().keySet())
        .isEqualTo(MessageCatalog.of(Language.JA).all().keySet());
  }

  @Test
  void callersGetTheLanguageTheyAskForAndJapaneseOtherwise() {
    assertThat(Language.accepted("en-GB,en;q=0.9,ja;q=0.8")).isEqualTo(Language.EN);
    assertThat(Language.accepted("ja-JP,en;q=0.5")).isEqualTo(Language.JA);
    assertThat(Language.accepted("fr, en;q=0.4")).isEqualTo(Language.EN);
    assertThat(Language.accepted("fr")).isEqualTo(Language.JA);
    assertThat(Language.accepted(";;;")).isEqualTo(Language.JA);
  }
}
