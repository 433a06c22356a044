package kizuna.streams.rulebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kizuna.streams.explain.Language;
import kizuna.streams.rulebook.RuleBook.Chapter;
import kizuna.streams.rulebook.RuleBook.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule says where it comes from: a law, a guideline, an agreement, or us with a reason. */
class RuleSourcesTest {

  private static final Path RULES = Path.of("src/main/java/kizuna/streams");
  private static final Pattern NUMBER =
      Pattern.compile("static final (?:int|long|double|Duration) ([A-Z][A-Z0-9_]*) =");

  /** Numbers beside the rules that are none, and why. */
  private static final Map<String, String> NO_RULE =
      Map.ofEntries(
          Map.entry("MAX_LOOKS_EACH", "a part of SEARCH_BUDGET"),
          Map.entry("MAX_ATTEMPTS", "a part of SEARCH_BUDGET"),
          Map.entry("LOOKS_PER_ATTEMPT", "a part of SEARCH_BUDGET"),
          Map.entry("LENDERS_PER_LOOK", "a part of SEARCH_BUDGET"),
          Map.entry("NOT_LEGAL", "an order of refusals"),
          Map.entry("UNKNOWN_DISTANCE_KM", "stands for a distance that is not known"),
          Map.entry("EARTH_RADIUS_KM", "nature"),
          Map.entry("MILLIS_PER_HOUR", "arithmetic"),
          Map.entry("BITS", "a data structure"),
          Map.entry("WIDTH", "a data structure"),
          Map.entry("MASK", "a data structure"),
          Map.entry("MORE_DAYS", "a data structure"),
          Map.entry("UNKNOWN", "stands for an amount that is not computed yet"),
          Map.entry("NEVER", "stands for a day that does not come"));

  private static Stream<Rule> rules() {
    return Stream.of(Chapter.values()).flatMap(c -> c.rules().stream());
  }

  @Test
  void everyRuleHasASourceAndEverySourceARule() {
    assertThat(RuleSources.keys())
        .containsExactlyInAnyOrderElementsOf(rules().map(Rule::key).toList());
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everySourceIsSaidInBothLanguages(Language language) {
    boolean english = language == Language.EN;

    assertThat(rules())
        .allSatisfy(
            rule -> {
              String source = rule.source(language);
              assertThat(source).as(rule.key()).endsWith(english ? "." : "。");
              boolean ours = RuleSources.followed(rule.key()).isEmpty();
              if (english) {
                assertThat(source.startsWith("Ours: because ")).as(rule.key()).isEqualTo(ours);
              } else {
                assertThat(source.startsWith("Kizunaの定め: ")).as(rule.key()).isEqualTo(ours);
              }
            });
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void theListNamesTheSourceBelowEachRule(Language language) {
    String text = RuleBook.text(language);
    String page = RuleBook.markdown(language);

    assertThat(rules()).allSatisfy(rule -> assertThat(text).contains(rule.source(language)));
    assertThat(Stream.of(RuleCitation.values()))
        .allSatisfy(
            citation ->
                assertThat(page)
                    .contains("<a id=\"" + citation.anchor() + "\"></a>")
                    .contains("](#" + citation.anchor() + ")"));
  }

  /** Whoever adds a limit to the rules gives it an id and a source, or says that it is no rule. */
  @Test
  void everyNumberInTheRulesIsListed() throws IOException {
    StringBuilder listed = new StringBuilder();
    List<String> numbers = new ArrayList<>();
    for (String folder : List.of("matching", "state")) {
      try (Stream<Path> files = Files.walk(RULES.resolve(folder))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          String source = Files.readString(file);
          if (source.contains("public enum ")) {
            listed.append(source);
          }
          Matcher number = NUMBER.matcher(source);
          while (number.find()) {
            numbers.add(number.group(1));
          }
        }
      }
    }
    assertThat(numbers).hasSizeGreaterThan(15);

    TreeSet<String> missing = new TreeSet<>(numbers);
    missing.removeIf(
        name ->
            NO_RULE.containsKey(name) || listed.toString().matches("(?s).*\\b" + name + "\\b.*"));
    assertThat(missing)
        .as(
            "limits without a constant in RuleLimit and a source in RuleSources; say in this test"
                + " which are no rules")
        .isEmpty();
  }
}
