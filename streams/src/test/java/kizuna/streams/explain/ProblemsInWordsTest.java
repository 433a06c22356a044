package kizuna.streams.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.codes.RejectionCode;
import kizuna.schemas.ProblemType;
import kizuna.schemas.ProblemType.Remedy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the API answers, people read the pages' own words, and one button that mends it. */
class ProblemsInWordsTest {

  /** What only programs, and those who run the service, know. */
  private static final Pattern JARGON =
      Pattern.compile(
          "HTTP|JSON|POST|GET|header|ヘッダー|CSRF|Bearer|OAuth|[Tt]oken|トークン|Idempotency|offset|parameter|パラメーター"
              + "|Kafka|broker|registry|infra/kizuna|--[a-z]|/api/|\\b[A-Z]{2,}_[A-Z_]+\\b"
              + "|\\b(WARD|DESK|VIEWER|COORDINATOR|DIRECTOR|OPERATOR|SERVICE)\\b"
              + "|\\b[A-Z][a-z]+[A-Z]\\w*\\b|\\{\\d|''|undefined");

  private static final Set<Remedy> WITHOUT_A_BUTTON = Set.of(Remedy.CHOOSE, Remedy.NONE);

  /** What is answered by others on the way: a proxy, or a server before it knows what is asked. */
  private static final List<String> OF_NO_TYPE =
      List.of(
          "400", "401", "403", "404", "409", "413", "422", "429", "500", "other", "away", "slow");

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void everyProblemHasItsOwnTitleSentenceAndWayOn(ProblemType type) {
    for (Language language : Language.values()) {
      MessageCatalog words = MessageCatalog.of(language);
      areForPeople(words, "problem." + type.code());
      if (!WITHOUT_A_BUTTON.contains(type.remedy())) {
        isForPeople(words, "problem.do." + type.remedy().code());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void whatOthersAnswerHasWordsByItsStatus(Language language) {
    OF_NO_TYPE.forEach(status -> areForPeople(MessageCatalog.of(language), "problem." + status));
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void noWordsAreThereForAProblemThatIsNone(Language language) {
    Set<String> known =
        new TreeSet<>(Stream.of(ProblemType.values()).map(ProblemType::code).toList());
    known.addAll(OF_NO_TYPE);
    assertThat(
            MessageCatalog.of(language).all().keySet().stream()
                .filter(key -> key.startsWith("problem.") && key.endsWith(".title"))
                .map(key -> key.substring("problem.".length(), key.length() - ".title".length())))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void codesAndStatusesAreWhatProgramsHaveKnown() {
    assertThat(ProblemType.NO_SUCH_ID.uri())
        .isEqualTo("https://kizuna.invalid/problems/no-such-id");
    assertThat(List.of(401, 404, 405, 408, 413, 414, 415, 429, 431, 503, 504, 500, 400))
        .allSatisfy(status -> assertThat(ProblemType.of(status).status()).isEqualTo(status));
  }

  @ParameterizedTest
  @EnumSource(RejectionCode.class)
  void everyRejectionIsSaidWithoutCodesAndNamesOfFacts(RejectionCode code) {
    for (Language language : Language.values()) {
      MessageCatalog words = MessageCatalog.of(language);
      String reason = words.text("RejectionCode." + code + ".reason").replaceAll("\\{\\d}", "");
      for (String said : List.of(words.label(code), reason)) {
        assertThat(said).as(code + " " + language).doesNotContainPattern(JARGON);
        assertThat(List.of(FactKind.values()).stream().map(ProblemsInWordsTest::camel))
            .noneMatch(said::contains);
        inTheLanguage(said, language);
      }
    }
  }

  private static void areForPeople(MessageCatalog words, String key) {
    isForPeople(words, key + ".title");
    isForPeople(words, key + ".detail");
  }

  private static void isForPeople(MessageCatalog words, String key) {
    assertThat(words.has(key)).as(key + " " + words.language()).isTrue();
    assertThat(words.text(key)).as(key).isNotBlank().doesNotContainPattern(JARGON);
    inTheLanguage(words.text(key), words.language());
  }

  private static void inTheLanguage(String said, Language language) {
    assertThat(said)
        .doesNotContainPattern(language == Language.JA ? "[A-Za-z]{4}" : "[\\p{IsHiragana}]");
  }

  /** OverrideMade, of OVERRIDE_MADE. */
  private static String camel(FactKind kind) {
    StringBuilder name = new StringBuilder();
    for (String part : kind.name().split("_", -1)) {
      name.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }
}
