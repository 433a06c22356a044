package kizuna.streams.rulebook;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import kizuna.streams.explain.Language;
import kizuna.streams.rulebook.RuleCitation.Basis;

/**
 * The source of each rule: a law, a guideline, the text of an agreement, or Kizuna itself with a
 * reason. A rule without an entry here fails {@code RuleSourcesTest}.
 */
public final class RuleSources {

  /** A rule without an outside text. Its sentence gives the reason. */
  private static final List<RuleCitation> OURS = List.of();

  /** By the key of a rule's words; the texts that it follows, the strongest first. */
  private static final Map<String, List<RuleCitation>> FOLLOWED =
      Map.ofEntries(
          entry("MatchRule.PAIRING_NOT_FORBIDDEN", OURS),
          entry("MatchRule.LENDER_NOT_STRUCK", List.of(RuleCitation.DISASTER_ACT_67)),
          entry(
              "MatchRule.AGREEMENT_IN_FORCE",
              List.of(RuleCitation.DISASTER_ACT_8, RuleCitation.AGREEMENT_TEXT)),
          entry("MatchRule.AGREEMENT_NOT_SUSPENDED", OURS),
          entry("MatchRule.AGREEMENT_COVERS_HAZARD", List.of(RuleCitation.AGREEMENT_TEXT)),
          entry("MatchRule.AGREEMENT_COVERS_TASK", List.of(RuleCitation.AGREEMENT_TEXT)),
          entry("MatchRule.AGREEMENT_TOUR_LONG_ENOUGH", List.of(RuleCitation.AGREEMENT_TEXT)),
          entry("MatchRule.AGREEMENT_HEAD_COUNT_LEFT", List.of(RuleCitation.AGREEMENT_TEXT)),
          entry("MatchRule.STAFF_OFFERED", OURS),
          entry("MatchRule.OFFER_FOR_THIS_DISASTER", OURS),
          entry("MatchRule.OFFER_COVERS_TASK", OURS),
          entry("MatchRule.OFFER_HAS_QUALIFICATIONS", List.of(RuleCitation.CITIES_21_AGREEMENT)),
          entry("MatchRule.OFFER_COVERS_PERIOD", OURS),
          entry("MatchRule.NOT_REFUSED_BEFORE", List.of(RuleCitation.DISASTER_ACT_67)),
          entry("MatchRule.LENDER_LIMIT_LEFT", OURS),
          entry("MatchRule.STAFF_RESTED", OURS),
          entry("MatchRule.CAPACITY_LEFT", OURS),
          entry("AgreementChoice.STANDING_PLAN_FIRST", OURS),
          entry("AgreementChoice.CONFIRMED_PLAN_FIRST", List.of(RuleCitation.COOPERATION_LECTURE)),
          entry("AgreementChoice.OWN_PARTNER_FIRST", OURS),
          entry("AgreementChoice.YOUNGEST_FIRST", OURS),
          entry("AgreementChoice.LOWEST_ID_FIRST", OURS),
          entry("OfferChoice.ANSWER_FIRST", OURS),
          entry("OfferChoice.BOUND_TO_DISASTER_FIRST", OURS),
          entry("OfferChoice.FEWEST_QUALIFICATIONS_FIRST", OURS),
          entry("OfferChoice.FEWEST_TASKS_FIRST", OURS),
          entry("OfferChoice.ENDS_FIRST", OURS),
          entry("OfferChoice.LOWEST_ID_FIRST", OURS),
          entry("RankTerm.PINNED", OURS),
          entry("RankTerm.PLAN_CONFIRMED", List.of(RuleCitation.COOPERATION_LECTURE)),
          entry("RankTerm.OWN_PARTNER", OURS),
          entry("RankTerm.LEAD_COUNTERPART", List.of(RuleCitation.DISPATCH_SCHEME)),
          entry("RankTerm.SAME_COUNTERPART", List.of(RuleCitation.DISPATCH_SCHEME)),
          entry("RankTerm.LEAST_BURDENED", OURS),
          entry("RankTerm.NEAREST", OURS),
          entry("RankTerm.LOWEST_CODE", OURS),
          entry("ServingOrder.LIFE_SAFETY_FIRST", List.of(RuleCitation.DISASTER_ACT_2_2)),
          entry("ServingOrder.LONGEST_SERVED_AS", OURS),
          entry("ServingOrder.LOWEST_ID", OURS),
          entry("TourRule.LONGEST_STAY_FIRST", OURS),
          entry("TourRule.EVEN_WAVES", OURS),
          entry("TourRule.SHORTEST_TOUR", OURS),
          entry("MovingRule.FILLS_MORE", OURS),
          entry("MovingRule.HIGHER_CLASS_TAKES", OURS),
          entry("MovingRule.FEWEST_MOVES", OURS),
          entry("MovingRule.PINNED_STAYS", OURS),
          entry("MovingRule.CONFIRMED_STAYS", OURS),
          entry("AdvanceRule.AGREED_BEFOREHAND", List.of(RuleCitation.NATIONAL_PRE_ASSIGNMENT)),
          entry("AdvanceRule.STRUCK_LENDER_STAYS", List.of(RuleCitation.DISASTER_ACT_67)),
          entry("AdvanceRule.RECEIVER_DECIDES", List.of(RuleCitation.DISASTER_ACT_67)),
          entry("Deadline.HOLD_LAPSES", OURS),
          entry("Deadline.GAP_NOTICE", OURS),
          entry("Deadline.PLAN_CONFIRMATION_TOLD", List.of(RuleCitation.COOPERATION_LECTURE)),
          entry("Deadline.DOCUMENT_TOLD", List.of(RuleCitation.CITIES_21_AGREEMENT)),
          entry(
              "Deadline.ESCALATED",
              List.of(RuleCitation.DISASTER_ACT_68, RuleCitation.DISPATCH_SCHEME)),
          entry("RuleLimit.REQUEST_PERIOD", OURS),
          entry("RuleLimit.BURDEN_WINDOW", OURS),
          entry("RuleLimit.NEXT_FREE_SEARCH", OURS),
          entry("RuleLimit.SEARCH_BUDGET", OURS),
          entry("RuleLimit.EARLY_REPORT", OURS),
          entry("RuleLimit.DISASTERS_ALIKE", OURS),
          entry("RuleLimit.DISASTER_LONG_AGO", OURS),
          entry("RuleLimit.DISASTER_QUIET", OURS),
          entry("RuleLimit.JOINED_AT_ONCE", OURS),
          entry("RuleLimit.ENDED_DISASTER_STAYS", OURS),
          entry("RuleLimit.OFFER_STAYS", OURS),
          entry("RuleLimit.REQUEST_STAYS", OURS),
          entry("RuleLimit.LEAVING_AT_ONCE", OURS),
          entry("RuleLimit.LEAVING_PAUSED_BY_JUMP", OURS),
          entry("RuleLimit.CLOCK_AHEAD", OURS),
          entry("RuleLimit.OPEN_LESSONS", OURS));

  private static final Map<Language, RuleSources> READ = read();

  private final Map<String, String> texts;

  private RuleSources(Map<String, String> texts) {
    this.texts = texts;
  }

  private static Map<Language, RuleSources> read() {
    Map<Language, RuleSources> read = new EnumMap<>(Language.class);
    for (Language language : Language.values()) {
      String name = "sources_" + language.tag() + ".properties";
      Properties properties = new Properties();
      try (InputStream in =
          Objects.requireNonNull(RuleSources.class.getResourceAsStream(name), name)) {
        properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      read.put(
          language,
          new RuleSources(
              properties.stringPropertyNames().stream()
                  .collect(Collectors.toUnmodifiableMap(k -> k, properties::getProperty))));
    }
    return read;
  }

  /** The sources in a language. */
  public static RuleSources of(Language language) {
    return Objects.requireNonNull(READ.get(language));
  }

  /** Keys of all rules that have a source. */
  static Set<String> keys() {
    return FOLLOWED.keySet();
  }

  /** The texts that a rule follows, the strongest first; empty for a rule of Kizuna. */
  static List<RuleCitation> followed(String key) {
    List<RuleCitation> followed = FOLLOWED.get(key);
    if (followed == null) {
      throw new IllegalStateException(
          "expected a source for the rule " + key + " in RuleSources, but there is none");
    }
    return followed;
  }

  /** The kind of source of a rule. */
  static Basis basis(String key) {
    return followed(key).stream().map(RuleCitation::basis).findFirst().orElse(Basis.OURS);
  }

  /** Returns "Ours: because …", or "Law (title): …". */
  String text(String key) {
    String titles =
        followed(key).stream().map(c -> words(c.key())).collect(Collectors.joining("; "));
    return head(key, titles) + words(key);
  }

  /** The same with links to the list of texts below. */
  String markdown(String key) {
    String titles =
        followed(key).stream()
            .map(c -> "[" + words(c.key()) + "](#" + c.anchor() + ")")
            .collect(Collectors.joining("; "));
    return head(key, titles) + words(key);
  }

  private String head(String key, String titles) {
    return words(basis(key).key()) + (titles.isEmpty() ? "" : " (" + titles + ")") + ": ";
  }

  /** The name of a heading or of an outside text. */
  String words(String key) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalStateException("expected a text for " + key + ", but there is none");
    }
    return text;
  }
}
