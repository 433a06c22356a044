package kizuna.streams.ledger;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kizuna.states.LedgerEntry;
import kizuna.states.LenderLoad;
import kizuna.states.RequestStatus;
import org.jspecify.annotations.Nullable;

/**
 * Sums over the rows of a network or of a party, kept by adding what comes and taking off what
 * goes.
 */
public final class Tally {

  private final TreeMap<String, Long> loads = new TreeMap<>();
  private final TreeMap<String, Integer> away = new TreeMap<>();
  private int requests;
  private int openRequests;
  private long requestedPersonDays;
  private long coveredPersonDays;
  private long openPersonDays;
  private long unmetPersonDays;
  private long personDays;
  private int dispatches;
  private int proposed;
  private int confirmed;
  private int inTransit;
  private int onSite;
  private int notReported;
  private int personsAway;
  private long decisions;
  private long rejections;

  /**
   * Figures as they stood at one moment. Each has one name in every answer and on every page.
   *
   * @param openRequests requests with open person-days
   * @param openPersonDays short from today on: it can still be filled
   * @param unmetPersonDays short on days that are over
   * @param personDays promised or served
   * @param proposed persons in PROPOSED dispatches of whom no report is missing; the next three
   *     likewise, each in its state
   * @param notReported persons of whom a report is missing; they are in no other figure of persons
   * @param away persons on the way there, at work, or on the way home
   */
  public record Sums(
      int requests,
      int openRequests,
      long requestedPersonDays,
      long coveredPersonDays,
      long openPersonDays,
      long unmetPersonDays,
      long personDays,
      int dispatches,
      int proposed,
      int confirmed,
      int inTransit,
      int onSite,
      int notReported,
      int away,
      long decisions,
      long rejections) {}

  void add(RequestStatus r, int sign) {
    requests += sign;
    requestedPersonDays += (long) sign * r.getRequestedPersonDays();
    coveredPersonDays += (long) sign * r.getCoveredPersonDays();
    openPersonDays += (long) sign * r.getOpenPersonDays();
    unmetPersonDays += (long) sign * r.getUnmetPersonDays();
    openRequests += LedgerView.isOpen(r) ? sign : 0;
  }

  void add(LedgerEntry e, int sign) {
    dispatches += sign;
    int[] persons = Persons.of(e);
    if (persons.length > 0) {
      proposed += sign * persons[Persons.HELD];
      confirmed += sign * persons[Persons.COMMITTED];
      inTransit += sign * persons[Persons.IN_TRANSIT];
      onSite += sign * persons[Persons.ON_SITE];
      notReported += sign * persons[Persons.NOT_REPORTED];
    }
    long days = Persons.days(e);
    personDays += sign * days;
    personsAway += sign * Persons.away(e);
    if (days != 0) {
      loads.merge(e.getLender(), sign * days, Tally::sumOrNothing);
    }
    away.merge(e.getLender(), sign * Persons.away(e), Integer::sum);
  }

  private static @Nullable Long sumOrNothing(long some, long more) {
    return some + more == 0 ? null : some + more;
  }

  /** Person-days of each lender that has any, by code. */
  List<LenderLoad> loads() {
    return loads.entrySet().stream().map(e -> new LenderLoad(e.getKey(), e.getValue())).toList();
  }

  /** Persons of each lender who are away, by code. */
  Map<String, Integer> away() {
    return new TreeMap<>(away);
  }

  /** Person-days of a lender. */
  long load(String lender) {
    return loads.getOrDefault(lender, 0L);
  }

  void decided(long more) {
    decisions += more;
  }

  void rejected(long more) {
    rejections += more;
  }

  Sums sums() {
    return new Sums(
        requests,
        openRequests,
        requestedPersonDays,
        coveredPersonDays,
        openPersonDays,
        unmetPersonDays,
        personDays,
        dispatches,
        proposed,
        confirmed,
        inTransit,
        onSite,
        notReported,
        personsAway,
        decisions,
        rejections);
  }
}
