package kizuna.infra.drill;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.drill.DecidedDrill.Pairing;
import kizuna.schemas.drill.History;
import kizuna.seeds.drill.Drill;
import kizuna.streams.explain.ExplanationRenderer;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;

/**
 * The page of text of a drill that replays history: the dispatches of history, the proposals of the
 * matcher, and the reason for each difference. History is from {@code history.json}; every reason
 * is from the decision that it names.
 */
final class HistoryPage {

  private final MarkdownPage page = new MarkdownPage();
  private final Comparison compared;
  private final CommandMessages say;
  private final MessageCatalog words;
  private final PlaceNames names;

  private HistoryPage(Drill drill, History history, Language language) {
    this.compared = Comparison.of(drill, history);
    this.say = CommandMessages.ofHistory(language);
    this.words = MessageCatalog.of(language);
    this.names = new HistoryNames(language, history);
  }

  /** The page in Markdown. */
  static String of(Drill drill, History history, Language language) {
    return new HistoryPage(drill, history, language).page();
  }

  private String page() {
    DecisionReasons reasons =
        new DecisionReasons(say, words, names, new ExplanationRenderer(words, names));
    SkippedLenders passedOver = new SkippedLenders(compared, reasons, say, words, names);
    List<Difference> history = new LogAgainstHistory(compared, reasons, say, names).all();
    List<Difference> open = new UnfilledRequests(compared, reasons, say, names).all();
    List<Difference> rules = new RulesAgainstLog(compared, reasons, passedOver, say, names).all();
    HistoryTables tables = new HistoryTables(page, compared, say, words, names);
    Drill drill = compared.drill();
    page.line(say.text("title", drill.id(), drill.titleJa(), drill.titleEn()));
    page.line(say.text("made", drill.id(), drill.titleJa(), drill.titleEn()));
    summary();
    tables.byReason("by.history", history);
    tables.byReason("by.open", open);
    tables.byReason("by.rules", rules);
    tables.networks();
    for (History.Disaster disaster : compared.history().disasters()) {
      Set<String> receivers = receivers(disaster.id());
      if (!receivers.isEmpty()) {
        String name = names.disaster(disaster.id());
        page.line("## " + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
      }
      for (String r : receivers) {
        page.line("### " + names.municipality(r));
        tables.pairings(disaster.id(), r);
        differences("at.history", Difference.at(history, disaster.id(), r));
        differences("at.open", Difference.at(open, disaster.id(), r));
        differences("at.rules", Difference.at(rules, disaster.id(), r));
      }
    }
    return page.page();
  }

  private void summary() {
    List<History.Pairing> historical = compared.history().pairings();
    List<History.Pairing> printed =
        historical.stream().filter(p -> p.personDays() != null).toList();
    long sum = printed.stream().mapToLong(Comparison::printed).sum();
    long all = historical.stream().mapToLong(p -> compared.byLog(Pairing.of(p))).sum();
    long same =
        compared
            .historical()
            .distinct()
            .mapToLong(p -> Math.min(compared.byLog(p), compared.byRules(p)))
            .sum();
    long met = met(compared.log());
    page.line(say.text("summary"));
    page.line(say.text("summary.replays"));
    page.line(say.text("summary.told", historical.size(), printed.size(), sum));
    page.line(
        say.text(
            "summary.log",
            made(compared.log()),
            historical.size(),
            met,
            sum,
            percent(met, sum),
            all));
    page.line(
        say.text(
            "summary.rules",
            made(compared.alone()),
            historical.size(),
            same,
            all,
            percent(same, all),
            met(compared.alone()),
            sum,
            compared.byRules().values().stream().mapToLong(Long::longValue).sum()));
    page.line(say.text("summary.caution"));
  }

  /** Pairings of history that a replay made. */
  private long made(DecidedDrill replay) {
    return compared.history().pairings().stream().filter(p -> replay.confirmed(p) > 0).count();
  }

  /** Of the printed person-days, those that a replay sent as well. */
  private long met(DecidedDrill replay) {
    return compared.history().pairings().stream()
        .mapToLong(p -> Math.min(Comparison.printed(p), replay.confirmed(p)))
        .sum();
  }

  private static int percent(long part, long whole) {
    return whole == 0 ? 0 : (int) (100 * part / whole);
  }

  private Set<String> receivers(String disaster) {
    return Stream.concat(compared.historical(), compared.byLog().keySet().stream())
        .filter(p -> p.disaster().equals(disaster))
        .map(Pairing::receiver)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void differences(String title, List<Difference> differences) {
    if (differences.isEmpty()) {
      return;
    }
    page.line(say.text(title, Difference.sum(differences)));
    differences.stream()
        .map(Difference::sentence)
        .filter(sentence -> !sentence.isEmpty())
        .forEach(page::item);
    page.end();
  }
}
