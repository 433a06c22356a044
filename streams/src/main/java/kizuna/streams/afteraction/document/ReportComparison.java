package kizuna.streams.afteraction.document;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import kizuna.codes.TaskType;
import kizuna.streams.afteraction.AfterActionReport;
import kizuna.streams.afteraction.Figure;
import kizuna.streams.explain.Language;
import org.jspecify.annotations.Nullable;

/**
 * Data to compare a report with.
 *
 * @param drills the headline figures of earlier drills, at most {@link #MAX_DRILLS}
 * @param history historical figures; empty: none exist for the drill
 */
public record ReportComparison(List<Drill> drills, List<History> history) {

  /** Most earlier drills that fit side by side on a page. */
  public static final int MAX_DRILLS = 3;

  public static final ReportComparison NONE = new ReportComparison(List.of(), List.of());

  /** Id of the comparison with historical figures instead of a run. */
  public static final String HISTORY = "history";

  /** Historical figures beside those of a report for the same lenders and receivers. */
  public static List<History> history(
      kizuna.schemas.drill.History history, AfterActionReport report, Language language) {
    Map<String, String> names =
        history.disasters().stream()
            .collect(
                Collectors.toMap(
                    kizuna.schemas.drill.History.Disaster::id,
                    d -> language == Language.JA ? d.nameJa() : d.nameEn()));
    return history.pairings().stream()
        .map(
            h ->
                new History(
                    names.getOrDefault(h.disaster(), h.disaster()),
                    h.receiver(),
                    h.lender(),
                    h.firstDay(),
                    h.lastDay(),
                    h.task(),
                    h.personDays(),
                    report
                        .pairings()
                        .getOrDefault(
                            new AfterActionReport.Pairing(h.disaster(), h.receiver(), h.lender()),
                            0L),
                    h.source(),
                    h.sure()))
        .toList();
  }

  /** An earlier drill. */
  public record Drill(String run, SortedMap<Figure, Long> figures) {}

  /**
   * A lender at a receiver in history.
   *
   * @param disaster its name
   * @param personDays 延べ人数 in the source; null: not in the source
   * @param inDrill person-days of the same in the drill
   * @param sure A read on the page itself, B in the press or an excerpt, C one scrambled excerpt
   */
  public record History(
      String disaster,
      String receiver,
      String lender,
      @Nullable LocalDate firstDay,
      @Nullable LocalDate lastDay,
      @Nullable TaskType task,
      @Nullable Long personDays,
      long inDrill,
      String source,
      String sure) {}
}
