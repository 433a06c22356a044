package kizuna.streams.afteraction;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import kizuna.codes.DispatchState;
import kizuna.codes.FactKind;
import kizuna.codes.MatchRule;
import kizuna.codes.OverrideKind;
import kizuna.codes.Priority;
import kizuna.codes.RefusalReason;
import kizuna.codes.TaskType;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run of a drill (検証報告書). {@link RunFigures} computes all figures; their meaning
 * is documented at the components and, for {@link Figure}, in the word lists.
 *
 * @param run id of the run
 * @param from the log's time of the first decision
 * @param to the log's time of the last decision
 * @param figures the headline figures, without those that cannot be computed
 * @param waits waiting times by step and priority class
 * @param days persons by day
 * @param shortfall persons missing, by day and work
 * @param timeline events by hour of the log's time
 * @param pairings person-days of dispatches that are not void
 * @param unlisted number of rows that were left out of each list because of its limit
 */
public record AfterActionReport(
    String run,
    Instant from,
    Instant to,
    SortedMap<Figure, Long> figures,
    Map<Step, SortedMap<Priority, WaitFigures>> waits,
    SortedMap<LocalDate, DayFigures> days,
    SortedMap<LocalDate, SortedMap<TaskType, Long>> shortfall,
    SortedMap<Instant, HourFigures> timeline,
    List<LenderFigures> lenders,
    List<Ending> endings,
    List<Override> overrides,
    List<Gap> gaps,
    List<Agreement> agreements,
    List<Refusal> refusals,
    List<ObjectiveResult> objectives,
    DrillCourse.Figures course,
    List<Lesson> lessons,
    SortedMap<Pairing, Long> pairings,
    Map<String, Long> unlisted) {

  /** A lender at a receiver in a disaster. */
  public record Pairing(String disaster, String receiver, String lender)
      implements Comparable<Pairing> {

    private static final Comparator<Pairing> ORDER =
        Comparator.comparing(Pairing::disaster)
            .thenComparing(Pairing::receiver)
            .thenComparing(Pairing::lender);

    @java.lang.Override
    public int compareTo(Pairing other) {
      return ORDER.compare(this, other);
    }
  }

  /** The steps of a request. */
  public enum Step {
    PROPOSED,
    CONFIRMED,
    ARRIVED
  }

  /**
   * Persons on a day (JST).
   *
   * @param promised in dispatches that are not void
   * @param onSite of these, those with an arrival reported by then
   * @param missing requested and not promised
   */
  public record DayFigures(long promised, long onSite, long missing) {}

  /** Numbers within one hour of the log's time. */
  public record HourFigures(
      int facts, int requests, int proposals, int confirmations, int arrivals, int endings) {}

  /**
   * One lender.
   *
   * @param member whether it lent in a network at the end
   * @param offers accepted offers
   * @param proposals dispatches proposed to it
   * @param confirmed of these, those that it confirmed
   * @param personDays of dispatches that are not void
   * @param mostAway most persons promised on one day
   * @param answer duration of its answers, from proposal to confirmation or decline
   */
  public record LenderFigures(
      String lender,
      boolean member,
      int offers,
      int proposals,
      int confirmed,
      int declined,
      int lapsed,
      int recalled,
      long personDays,
      long mostAway,
      WaitFigures answer) {}

  /** A dispatch that was declined, lapsed or recalled, even if that was retracted later. */
  public record Ending(
      FactReference fact,
      Instant at,
      DispatchState state,
      String dispatch,
      String request,
      String lender,
      String receiver,
      int headCount,
      LocalDate firstDay,
      LocalDate lastDay,
      @Nullable RefusalReason reason) {}

  /** An override by a coordinator. */
  public record Override(
      FactReference fact,
      Instant at,
      OverrideKind kind,
      String request,
      @Nullable String lender,
      @Nullable Priority priority,
      @Nullable MatchRule rule,
      String reason) {}

  /**
   * Days between the first and the last promised day of a request on which persons were missing.
   */
  public record Gap(
      String request,
      String receiver,
      TaskType task,
      LocalDate firstDay,
      LocalDate lastDay,
      int headCount) {}

  /**
   * An agreement of the run.
   *
   * @param inForce whether it was in force at the end
   * @param confirmations bodies whose plan under it was confirmed on the last day of the log
   * @param proposals proposals that cite it
   * @param unconfirmed of these, those that were made without both plans confirmed
   * @param personDays of dispatches under it that are not void
   */
  public record Agreement(
      String network,
      String id,
      String title,
      boolean inForce,
      int confirmations,
      int proposals,
      int unconfirmed,
      long personDays) {

    public boolean isUsed() {
      return proposals > 0;
    }

    /** Whether both sides' plans are confirmed. */
    public boolean isConfirmed() {
      return confirmations >= 2;
    }
  }

  /** Number of rejected reports of a kind by reason. */
  public record Refusal(FactKind kind, kizuna.codes.RejectionCode code, int count) {}

  /** A lesson that was recorded in the run (改善事項). */
  public record Lesson(
      FactReference fact,
      String id,
      String text,
      String ownerOffice,
      String ownerBody,
      LocalDate dueOn,
      boolean closed) {}

  /** A headline figure, if it can be computed. */
  public Optional<Long> figure(Figure figure) {
    return Optional.ofNullable(figures.get(figure));
  }

  /** The duration of the run's log. */
  public Duration length() {
    return Duration.between(from, to);
  }
}
