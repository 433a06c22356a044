package kizuna.streams.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Finds the agreement whose confirmed plan would help a log most: tries each alone.
 *
 * @param unconfirmed number of agreements without both plans confirmed
 * @param tried those that were tried, the most helpful first
 */
public record AgreementSurvey(int unconfirmed, List<Tried> tried) {

  /** Most agreements to try. */
  public static final int MAX_TRIED = 30;

  /**
   * The effect of one agreement.
   *
   * @param filledMore additional filled person-days
   * @param earlier number of requests with an earlier first proposal
   * @param moreUnderIt additional person-days under it
   */
  public record Tried(String agreement, long filledMore, long earlier, long moreUnderIt) {

    private static final Comparator<Tried> ORDER =
        Comparator.comparingLong(Tried::filledMore)
            .thenComparingLong(Tried::earlier)
            .thenComparingLong(Tried::moreUnderIt)
            .reversed()
            .thenComparing(Tried::agreement);

    private static Tried of(String agreement, FiguresComparison c) {
      return new Tried(
          agreement,
          c.filledMore(),
          c.earlier().requests(),
          c.after().sentByAgreement().getOrDefault(agreement, 0L)
              - c.before().sentByAgreement().getOrDefault(agreement, 0L));
    }

    public boolean changesSomething() {
      return filledMore != 0 || earlier > 0 || moreUnderIt != 0;
    }
  }

  /**
   * Decides the log again for each agreement.
   *
   * @param before figures of the unchanged log
   * @param trying receives the number of agreements to try, before the first
   */
  public static AgreementSurvey of(
      LogQuestion question, LogQuestion.Log log, LogFigures before, IntConsumer trying) {
    List<String> unconfirmed = new AgreementFinder(before, log.open()).unconfirmed();
    List<String> some = unconfirmed.stream().limit(MAX_TRIED).toList();
    trying.accept(some.size());
    List<Tried> tried = new ArrayList<>();
    for (String agreement : some) {
      LogFigures after = question.with(before, List.of(() -> LogChanges.confirmed(agreement)));
      tried.add(Tried.of(agreement, FiguresComparison.of(before, after)));
    }
    tried.sort(Tried.ORDER);
    return new AgreementSurvey(unconfirmed.size(), tried);
  }

  /** Those with an effect. */
  public List<Tried> helpful() {
    return tried.stream().filter(Tried::changesSomething).toList();
  }

  /** The one with the most additional filled person-days; empty: none. */
  public Optional<Tried> best() {
    return tried.stream().findFirst().filter(t -> t.filledMore() > 0);
  }
}
