package kizuna.streams.rulebook;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.matching.AdvanceRule;
import kizuna.streams.matching.Deadline;
import kizuna.streams.matching.MovingRule;
import kizuna.streams.matching.RuleLimit;
import kizuna.streams.matching.rules.AgreementChoice;
import kizuna.streams.matching.rules.EligibilityRule;
import kizuna.streams.matching.rules.OfferChoice;
import kizuna.streams.matching.rules.RankTerm;
import kizuna.streams.matching.rules.TourRule;
import kizuna.streams.state.ServingOrder;

/**
 * The list of all rules, in the order in which they apply, each with a sentence in the requested
 * language. It is made from the constants that decide: a rule that is not here does not exist.
 */
public final class RuleBook {

  /**
   * One rule.
   *
   * @param id name of the constant
   * @param key of its messages
   * @param waivable whether a coordinator may set it aside; empty if that has no meaning
   * @param number the number in its sentence, in the unit of the sentence; empty if there is none
   */
  public record Rule(String id, String key, Optional<Boolean> waivable, Optional<Long> number) {

    /** Its name. */
    public String label(MessageCatalog words) {
      return words.text(key);
    }

    /** Its text. */
    public String sentence(MessageCatalog words) {
      return words.sentence(key + ".rule", number.map(n -> new Object[] {n}).orElse(new Object[0]));
    }

    /** Its source: a law, a guideline, an agreement, or Kizuna with a reason. */
    public String source(Language language) {
      return RuleSources.of(language).text(key);
    }
  }

  /** A group of rules that answer one question. */
  public enum Chapter {
    ELIGIBILITY("rules.eligibility", RuleBook::eligibility),
    AGREEMENT("rules.agreement", c -> listed(AgreementChoice.values())),
    OFFER("rules.offer", c -> listed(OfferChoice.values())),
    RANK("rules.rank", c -> listed(RankTerm.values())),
    TOURS("rules.tours", RuleBook::tours),
    SERVING("rules.serving", c -> listed(ServingOrder.values())),
    MOVING("rules.moving", c -> listed(MovingRule.values())),
    ADVANCE("rules.advance", c -> listed(AdvanceRule.values())),
    DEADLINES("rules.deadlines", RuleBook::deadlines),
    LIMITS("rules.limits", RuleBook::limits);

    private final String key;
    private final Function<Chapter, List<Rule>> rules;

    Chapter(String key, Function<Chapter, List<Rule>> rules) {
      this.key = key;
      this.rules = rules;
    }

    /** The question that it answers. */
    public String title(MessageCatalog words) {
      return words.text(key);
    }

    /** Its rules in their order. */
    public List<Rule> rules() {
      return rules.apply(this);
    }
  }

  private RuleBook() {}

  private static List<Rule> eligibility(Chapter chapter) {
    return Arrays.stream(EligibilityRule.values())
        .map(
            r ->
                new Rule(
                    r.name(),
                    // Under its name in the contract, as in an explanation.
                    "MatchRule." + r.name(),
                    Optional.of(r.isWaivable()),
                    Optional.empty()))
        .toList();
  }

  private static List<Rule> tours(Chapter chapter) {
    return Arrays.stream(TourRule.values()).map(r -> dated(r, r.days())).toList();
  }

  private static List<Rule> deadlines(Chapter chapter) {
    return Arrays.stream(Deadline.values()).map(d -> dated(d, d.days())).toList();
  }

  /** A rule, perhaps with a number of days. */
  private static Rule dated(Enum<?> constant, OptionalLong days) {
    return new Rule(
        constant.name(),
        constant.getDeclaringClass().getSimpleName() + "." + constant.name(),
        Optional.empty(),
        days.isPresent() ? Optional.of(days.getAsLong()) : Optional.empty());
  }

  private static List<Rule> limits(Chapter chapter) {
    return Arrays.stream(RuleLimit.values())
        .map(
            limit ->
                new Rule(
                    limit.name(),
                    "RuleLimit." + limit.name(),
                    Optional.empty(),
                    Optional.of(limit.value())))
        .toList();
  }

  private static List<Rule> listed(Enum<?>[] constants) {
    return Arrays.stream(constants)
        .map(
            c ->
                new Rule(
                    c.name(),
                    c.getDeclaringClass().getSimpleName() + "." + c.name(),
                    Optional.empty(),
                    Optional.empty()))
        .toList();
  }

  /** All rules as plain text. */
  public static String text(Language language) {
    MessageCatalog words = MessageCatalog.of(language);
    StringBuilder text = new StringBuilder();
    for (Chapter chapter : Chapter.values()) {
      text.append(text.isEmpty() ? "" : "\n").append(chapter.title(words)).append('\n');
      int number = 0;
      for (Rule rule : chapter.rules()) {
        text.append(String.format("%3d. %s [%s]", ++number, rule.label(words), rule.id()))
            .append(rule.waivable().map(w -> waivable(words, w)).orElse(""))
            .append("\n     ")
            .append(rule.sentence(words))
            .append("\n     ")
            .append(rule.source(language))
            .append('\n');
      }
    }
    return text.toString();
  }

  private static String waivable(MessageCatalog words, boolean waivable) {
    return " "
        + words.text("rules.column.waivable")
        + ": "
        + words.text(waivable ? "rules.waivable" : "rules.notWaivable");
  }

  /** All rules as tables in Markdown, with the Japanese term beside each id and the texts cited. */
  public static String markdown(Language language) {
    MessageCatalog words = MessageCatalog.of(language);
    MessageCatalog japanese = MessageCatalog.of(Language.JA);
    RuleSources sources = RuleSources.of(language);
    StringBuilder text = new StringBuilder();
    for (Chapter chapter : Chapter.values()) {
      List<Rule> rules = chapter.rules();
      boolean waivers = rules.stream().anyMatch(rule -> rule.waivable().isPresent());
      text.append(text.isEmpty() ? "" : "\n").append("## ").append(chapter.title(words));
      text.append("\n\n");
      List<String> head = new ArrayList<>();
      head.add("");
      head.add(words.text("rules.column.rule"));
      head.add(words.text("rules.column.ja"));
      head.add(words.text("rules.column.sentence"));
      head.add(sources.words("column.source"));
      if (waivers) {
        head.add(words.text("rules.column.waivable"));
      }
      row(text, head);
      text.append("|---".repeat(head.size())).append("|\n");
      int number = 0;
      for (Rule rule : rules) {
        List<String> cells = new ArrayList<>();
        cells.add(Integer.toString(++number));
        cells.add("`" + rule.id() + "`");
        cells.add(rule.label(japanese));
        cells.add(rule.sentence(words));
        cells.add(sources.markdown(rule.key()));
        rule.waivable()
            .ifPresent(w -> cells.add(words.text(w ? "rules.waivable" : "rules.notWaivable")));
        row(text, cells);
      }
    }
    return text.append(citations(sources)).toString();
  }

  /** The texts that rules follow, each with an anchor. */
  private static String citations(RuleSources sources) {
    StringBuilder text = new StringBuilder("\n## " + sources.words("heading.texts") + "\n\n");
    row(
        text,
        List.of(
            sources.words("column.text"),
            sources.words("column.kind"),
            sources.words("column.says")));
    text.append("|---|---|---|\n");
    for (RuleCitation citation : RuleCitation.values()) {
      row(
          text,
          List.of(
              "<a id=\"" + citation.anchor() + "\"></a>" + sources.words(citation.key()),
              sources.words(citation.basis().key()),
              sources.words(citation.key() + ".says")));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, List<String> cells) {
    cells.forEach(cell -> text.append("| ").append(cell.replace("|", "\\|")).append(' '));
    text.append("|\n");
  }
}
