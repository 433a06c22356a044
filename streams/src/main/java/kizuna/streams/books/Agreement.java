package kizuna.streams.books;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One version of a mutual-aid agreement as it is executed.
 *
 * @param lenders codes; empty: every lender of the network
 * @param receivers codes named one by one
 * @param associations ids of associations whose members it covers
 * @param hazards empty: all
 * @param taskTypes empty: all
 * @param headCountLimit most persons of one lender at one receiver on one day; null: no limit
 * @param longestTourDays longest tour of a person in days; null: no limit of its own
 * @param confirmedUntil by code, the last day for which that side's plan is confirmed
 */
public record Agreement(
    String id,
    int version,
    Set<String> lenders,
    Set<String> receivers,
    List<String> associations,
    Set<HazardType> hazards,
    Set<TaskType> taskTypes,
    @Nullable Integer headCountLimit,
    @Nullable Integer longestTourDays,
    CostBearer costBearer,
    LocalDate validFrom,
    LocalDate validTo,
    Map<String, LocalDate> confirmedUntil) {

  /** The last day of an agreement that is in force until ended. */
  public static final LocalDate OPEN_END = LocalDate.of(9999, 12, 31);

  public Agreement {
    lenders = Set.copyOf(lenders);
    receivers = Set.copyOf(receivers);
    associations = List.copyOf(associations);
    hazards = Set.copyOf(hazards);
    taskTypes = Set.copyOf(taskTypes);
    confirmedUntil = Map.copyOf(confirmedUntil);
  }

  public boolean binds(String lender) {
    return lenders.isEmpty() || lenders.contains(lender);
  }

  public boolean covers(HazardType hazard) {
    return hazards.isEmpty() || hazards.contains(hazard);
  }

  public boolean covers(TaskType taskType) {
    return taskTypes.isEmpty() || taskTypes.contains(taskType);
  }

  /** Whether it names the receiver itself, not only its association. */
  public boolean isOwnPartner(String receiver) {
    return receivers.contains(receiver);
  }

  /** Whether both sides have confirmed their plans for that day (計画の相互確認). */
  public boolean planConfirmed(String lender, String receiver, LocalDate day) {
    return confirmed(lender, day) && confirmed(receiver, day);
  }

  private boolean confirmed(String code, LocalDate day) {
    LocalDate until = confirmedUntil.get(code);
    return until != null && !day.isAfter(until);
  }

  public Agreement withConfirmation(String code, LocalDate until) {
    Map<String, LocalDate> confirmations = new java.util.HashMap<>(confirmedUntil);
    confirmations.put(code, until);
    return new Agreement(
        id,
        version,
        lenders,
        receivers,
        associations,
        hazards,
        taskTypes,
        headCountLimit,
        longestTourDays,
        costBearer,
        validFrom,
        validTo,
        confirmations);
  }

  public Agreement endingOn(LocalDate lastDay) {
    return new Agreement(
        id,
        version,
        lenders,
        receivers,
        associations,
        hazards,
        taskTypes,
        headCountLimit,
        longestTourDays,
        costBearer,
        validFrom,
        lastDay,
        confirmedUntil);
  }
}
