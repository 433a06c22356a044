package kizuna.infra.drill;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.drill.DecidedDrill.Pairing;
import kizuna.states.LedgerEntry;
import kizuna.streams.explain.PlaceNames;

/** Pairings with fewer person-days by the rules alone than in the log's replay, with reasons. */
final class RulesAgainstLog {

  private final Comparison compared;
  private final DecisionReasons reasons;
  private final SkippedLenders passedOver;
  private final CommandMessages say;
  private final PlaceNames names;

  RulesAgainstLog(
      Comparison compared,
      DecisionReasons reasons,
      SkippedLenders passedOver,
      CommandMessages say,
      PlaceNames names) {
    this.compared = compared;
    this.reasons = reasons;
    this.passedOver = passedOver;
    this.say = say;
    this.names = names;
  }

  List<Difference> all() {
    return compared.byLog().keySet().stream().flatMap(p -> of(p).stream()).toList();
  }

  private List<Difference> of(Pairing p) {
    List<Difference> all = new ArrayList<>();
    long less = compared.byLog(p) - compared.byRules(p);
    String opening =
        say.text(
                "rules.less",
                names.municipality(p.lender()),
                compared.byRules(p),
                compared.byLog(p))
            + elsewhere(p);
    for (String requestId : requestsOf(p)) {
      long longer = Math.min(less, beyond(p, requestId));
      if (longer > 0) {
        ComparisonReason why =
            new ComparisonReason("NO_EXTENSION", say.text("why.extension"), null);
        all.add(difference(p, requestId, longer, why, opening));
        opening = say.text("rules.also", names.municipality(p.lender()));
        less -= longer;
      }
      long here = sent(compared.log(), p, requestId) - sent(compared.alone(), p, requestId);
      long share = Math.min(less, here - longer);
      if (share > 0) {
        all.add(difference(p, requestId, share, passedOver.why(p, requestId), opening));
        opening = say.text("rules.also", names.municipality(p.lender()));
        less -= share;
      }
    }
    return all;
  }

  private Difference difference(
      Pairing p, String requestId, long personDays, ComparisonReason why, String opening) {
    return new Difference(
        p,
        personDays,
        why,
        opening + say.text("rules.request", personDays, requestId) + reasons.cited(why));
  }

  /** Person-days after the last requested day: those of an extension. */
  private long beyond(Pairing p, String requestId) {
    LocalDate last = Objects.requireNonNull(compared.log().requests().get(requestId)).getLastDay();
    return compared
        .log()
        .served(p, requestId)
        .mapToLong(
            e -> Math.max(0, e.getLastDay().toEpochDay() - last.toEpochDay()) * e.getHeadCount())
        .sum();
  }

  private List<String> requestsOf(Pairing p) {
    return compared.log().served(p).map(LedgerEntry::getRequestId).distinct().toList();
  }

  private static long sent(DecidedDrill replay, Pairing p, String requestId) {
    return replay.served(p, requestId).mapToLong(DecidedDrill::personDays).sum();
  }

  /** The other destinations of a lender's people. */
  private String elsewhere(Pairing p) {
    String places =
        compared.byRules().entrySet().stream()
            .filter(e -> e.getKey().lender().equals(p.lender()) && !e.getKey().equals(p))
            .filter(e -> e.getValue() > compared.byLog(e.getKey()))
            .map(
                e ->
                    say.text(
                        "rules.place",
                        names.municipality(e.getKey().receiver()),
                        e.getValue() - compared.byLog(e.getKey())))
            .collect(say.listed());
    return places.isEmpty() ? "" : say.gap() + say.text("rules.elsewhere", places);
  }
}
