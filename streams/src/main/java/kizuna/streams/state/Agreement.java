package kizuna.streams.state;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One version of a mutual-aid agreement as it is executed.
 *
 * @param scope its lenders and receivers
 * @param hazards empty: all
 * @param taskTypes empty: all
 * @param headCountLimit most persons of one lender at one receiver on one day; null: no limit
 * @param longestTourDays longest tour of a person in days, including travel; null: no limit of its
 *     own
 * @param travelDays days on the road each way
 * @param recallNoticeDays days between the notice of a recall and the last day of work
 * @param suspended whether no new proposals are made under it for now
 * @param confirmedUntil by code, the last day for which that side's plan is confirmed
 * @param advanceParties parties that leave without a request
 */
public record Agreement(
    String id,
    int version,
    Scope scope,
    Set<HazardType> hazards,
    Set<TaskType> taskTypes,
    @Nullable Integer headCountLimit,
    @Nullable Integer longestTourDays,
    int travelDays,
    int recallNoticeDays,
    CostBearer costBearer,
    LocalDate validFrom,
    LocalDate validTo,
    boolean suspended,
    Map<String, LocalDate> confirmedUntil,
    List<AdvanceParty> advanceParties) {

  /**
   * The lenders and receivers of an agreement.
   *
   * @param lenders codes; empty, with no association of lenders: every lender of the network
   * @param lenderAssociations ids of associations; their members are lenders under it
   * @param receivers codes named one by one
   * @param associations ids of associations; it covers their members
   */
  public record Scope(
      Set<String> lenders,
      List<String> lenderAssociations,
      Set<String> receivers,
      List<String> associations) {

    public Scope {
      lenders = Set.copyOf(lenders);
      lenderAssociations = List.copyOf(lenderAssociations);
      receivers = Set.copyOf(receivers);
      associations = List.copyOf(associations);
    }
  }

  /** The last day of an agreement that is in force until ended. */
  public static final LocalDate OPEN_END = LocalDate.of(9999, 12, 31);

  public Agreement {
    hazards = Set.copyOf(hazards);
    taskTypes = Set.copyOf(taskTypes);
    confirmedUntil = Map.copyOf(confirmedUntil);
    advanceParties = List.copyOf(advanceParties);
  }

  /** Whether one of its advance parties made a request (即時応援). */
  public boolean sends(String network, Request request) {
    if (!AdvanceParty.makes(request.id())) {
      return false;
    }
    for (int i = 0; i < advanceParties.size(); i++) {
      if (AdvanceParty.requestId(network, id, i, request.disasterId()).equals(request.id())) {
        return true;
      }
    }
    return false;
  }

  public boolean covers(HazardType hazard) {
    return hazards.isEmpty() || hazards.contains(hazard);
  }

  public boolean covers(TaskType taskType) {
    return taskTypes.isEmpty() || taskTypes.contains(taskType);
  }

  /** Whether it names the receiver itself, not only its association. */
  public boolean isOwnPartner(String receiver) {
    return scope.receivers.contains(receiver);
  }

  /** Whether both sides have confirmed their plans for that day (計画の相互確認). */
  public boolean planConfirmed(String lender, String receiver, LocalDate day) {
    return confirmed(lender, day) && confirmed(receiver, day);
  }

  private boolean confirmed(String code, LocalDate day) {
    LocalDate until = confirmedUntil.get(code);
    return until != null && !day.isAfter(until);
  }

  /** The state on a day. */
  public AgreementState state(LocalDate day) {
    if (day.isAfter(validTo)) {
      return AgreementState.ENDED;
    }
    if (suspended) {
      return AgreementState.SUSPENDED;
    }
    return day.isBefore(validFrom) ? AgreementState.SIGNED : AgreementState.IN_FORCE;
  }

  /**
   * The last day of work of a tour.
   *
   * @param firstDay its first day of work
   * @param travelDays days on the road each way, which count
   * @param longestTourDays longest tour of a person in days
   */
  public static LocalDate lastDayOfTour(LocalDate firstDay, int travelDays, int longestTourDays) {
    return firstDay.plusDays(longestTourDays - 2L * travelDays - 1);
  }

  public Agreement withConfirmation(String code, LocalDate until) {
    Map<String, LocalDate> confirmations = new HashMap<>(confirmedUntil);
    confirmations.put(code, until);
    return with(validTo, suspended, confirmations);
  }

  public Agreement endingOn(LocalDate lastDay) {
    return with(lastDay, suspended, confirmedUntil);
  }

  public Agreement suspended(boolean now) {
    return with(validTo, now, confirmedUntil);
  }

  private Agreement with(LocalDate until, boolean pause, Map<String, LocalDate> confirmations) {
    return new Agreement(
        id,
        version,
        scope,
        hazards,
        taskTypes,
        headCountLimit,
        longestTourDays,
        travelDays,
        recallNoticeDays,
        costBearer,
        validFrom,
        until,
        pause,
        confirmations,
        advanceParties);
  }
}
