package kizuna.streams.rulebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kizuna.codes.MatchRule;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.matching.rules.RankTerm;
import kizuna.streams.rulebook.RuleBook.Chapter;
import kizuna.streams.rulebook.RuleBook.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The list of rules is the code's: each has a sentence, and RULES.md says what the code does. */
class RuleBookTest {

  private static final String BEGIN = "<!-- rules -->\n";
  private static final String END = "<!-- /rules -->";

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyRuleHasANameAndASentence(Language language) {
    MessageCatalog words = MessageCatalog.of(language);

    assertThat(Stream.of(Chapter.values()).flatMap(c -> c.rules().stream()))
        .hasSizeGreaterThan(40)
        .allSatisfy(
            rule -> {
              assertThat(rule.label(words)).isNotBlank().doesNotContain("''");
              assertThat(rule.sentence(words))
                  .endsWith(language == Language.JA ? "。" : ".")
                  .doesNotContain("{", "''");
            });
  }

  @Test
  void eligibilityIsListedInTheOrderInWhichItIsAsked() {
    List<Rule> rules = Chapter.ELIGIBILITY.rules();

    assertThat(rules)
        .extracting(Rule::id)
        .containsExactlyElementsOf(
            Stream.of(EligibilityRule.values()).map(EligibilityRule::name).toList());
    assertThat(rules)
        .allSatisfy(
            rule ->
                assertThat(rule.waivable())
                    .contains(EligibilityRule.valueOf(rule.id()).isWaivable()));
  }

  @Test
  void everyRuleThatCanSpeakStandsInTheContract() {
    assertThat(MatchRule.values())
        .extracting(MatchRule::name)
        .containsSubsequence(
            Stream.of(EligibilityRule.values()).map(EligibilityRule::name).toList());
  }

  /** Explanations compare the terms of the contract, decisions those of the domain. */
  @Test
  void theContractHasTheTermsOfTheRankInTheirOrder() {
    assertThat(kizuna.codes.RankTerm.values())
        .extracting(Enum::name)
        .startsWith(Stream.of(RankTerm.values()).map(Enum::name).toArray(String[]::new))
        .hasSize(RankTerm.values().length + 1);
  }

  @Test
  void deadlinesSayTheirDays() {
    assertThat(RuleBook.text(Language.EN)).contains("from 3 days before", "within 7 days");
    assertThat(RuleBook.text(Language.JA)).contains("3日前から", "7日たっても");
  }

  @Test
  void theRulesPageSaysWhatTheCodeDoes() throws IOException {
    String page = Files.readString(Path.of("RULES.md"));

    assertThat(page).containsOnlyOnce(BEGIN).containsOnlyOnce(END);
    assertThat(page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END)))
        .as("made by: infra/kizuna rules --markdown")
        .isEqualTo(RuleBook.markdown(Language.EN));
  }
}
