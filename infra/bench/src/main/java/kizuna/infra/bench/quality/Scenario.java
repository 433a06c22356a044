package kizuna.infra.bench.quality;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.Set;
import kizuna.codes.HazardType;
import kizuna.codes.Priority;
import kizuna.codes.Qualification;
import kizuna.codes.TaskType;
import kizuna.schemas.JapanTime;
import org.jspecify.annotations.Nullable;

/**
 * All requests and offers in one world, and the answers of lenders: the clairvoyant has them in
 * advance. Days are numbered from {@link #START} (JST).
 *
 * @param number its number among those of the run's seed
 * @param seed its own seed, for all its random numbers
 */
record Scenario(
    int number,
    long seed,
    ScenarioFamily family,
    List<String> lenders,
    List<String> receivers,
    List<Agreement> agreements,
    List<Disaster> disasters,
    List<Request> requests,
    List<Offer> offers) {

  static final LocalDate START = LocalDate.of(2026, 11, 2);

  /** Days that a world can have. */
  static final int DAYS = 40;

  static final int HOLD_MINUTES = 1_440;
  static final int LIFE_SAFETY_HOLD_MINUTES = 120;
  static final int PRIORITY_CLASS_HOURS = 24;

  /** A sixth of the hold: median of the time that a lender takes to answer. */
  private static final double MEDIAN_OF_HOLD = 1.0 / 6;

  /** With the median above, about one answer in a hundred is too late. */
  private static final double SPREAD = 0.8;

  private static final double DECLINED = 0.12;

  /**
   * @param lenders empty: all
   * @param association whether its receivers are named by an association
   * @param hazards empty: all
   * @param taskTypes empty: all
   * @param lastDay last day in force; null: until ended
   * @param planConfirmed whether both sides confirmed their plans
   */
  record Agreement(
      String id,
      Set<String> lenders,
      Set<String> receivers,
      boolean association,
      Set<HazardType> hazards,
      Set<TaskType> taskTypes,
      @Nullable Integer headCountLimit,
      @Nullable Integer longestTourDays,
      @Nullable Integer lastDay,
      boolean planConfirmed) {

    boolean inForceOn(int day) {
      return lastDay == null || day <= lastDay;
    }
  }

  record Disaster(String id, HazardType hazard, List<String> struck, Instant at) {}

  record Request(
      String id,
      Disaster disaster,
      String receiver,
      TaskType taskType,
      Set<Qualification> qualifications,
      int headCount,
      int firstDay,
      int lastDay,
      Priority priority,
      int tourDays,
      Instant askedAt) {

    /** Persons needed on a day. */
    int neededOn(int day) {
      return day < firstDay || day > lastDay ? 0 : headCount;
    }
  }

  /**
   * @param disasterId only for this disaster; null: for any
   * @param withdrawnAt before its first day; null: never
   */
  record Offer(
      String id,
      String lender,
      @Nullable String disasterId,
      Set<TaskType> taskTypes,
      Set<Qualification> qualifications,
      int headCount,
      int firstDay,
      int lastDay,
      Instant offeredAt,
      @Nullable Instant withdrawnAt) {

    /** Persons offered on a day. */
    int offeredOn(int day) {
      return day < firstDay || day > lastDay ? 0 : headCount;
    }
  }

  /** Its name. */
  String name() {
    return "world " + number + " (" + family + ")";
  }

  static int day(Instant at) {
    return day(LocalDate.ofInstant(at, JapanTime.ZONE));
  }

  static int day(LocalDate date) {
    return (int) (date.toEpochDay() - START.toEpochDay());
  }

  static LocalDate date(int day) {
    return START.plusDays(day);
  }

  /** A time on a day in Japan. */
  static Instant at(int day, int hour) {
    return date(day).atTime(hour, 0).atZone(JapanTime.ZONE).toInstant();
  }

  /** Whether the lender of this offer always declines this request. */
  boolean declines(Offer offer, Request request) {
    return family.unrest() && dice(offer.id() + "|" + request.id()).nextDouble() < DECLINED;
  }

  /** Time of a lender to answer the n-th proposal of an offer for a request. */
  Duration answerTime(String offerId, Request request, int n) {
    Random dice = dice(offerId + "|" + request.id() + "|" + n);
    int hold = request.priority() == Priority.LIFE_SAFETY ? LIFE_SAFETY_HOLD_MINUTES : HOLD_MINUTES;
    double minutes = hold * MEDIAN_OF_HOLD * Math.exp(SPREAD * dice.nextGaussian());
    return Duration.ofMillis((long) (minutes * 60_000) + 1);
  }

  /** Random numbers that depend only on the seed and the subject, not on the matcher. */
  private Random dice(String about) {
    long mixed = seed * 0x9E3779B97F4A7C15L + about.hashCode() * 0xC2B2AE3D27D4EB4FL;
    mixed ^= mixed >>> 29;
    return new Random(mixed * 0xBF58476D1CE4E5B9L);
  }
}
