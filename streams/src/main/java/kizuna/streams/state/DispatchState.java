package kizuna.streams.state;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The state of a dispatch (派遣), with the acts that may change it. No one departs before CONFIRMED.
 * From then on an act is legal also if it implies reports that were never made: staff that arrived
 * has departed.
 */
public enum DispatchState implements Lifecycle<DispatchState.Act> {
  PROPOSED,
  CONFIRMED,
  DEPARTED,
  ON_SITE,
  HANDING_OVER,
  RELEASED,
  RETURNED,
  DECLINED,
  LAPSED,
  CANCELLED,
  RECALLED;

  /** A report that is due in the course of a dispatch. */
  public enum Report {
    DEPARTURE,
    ARRIVAL,
    /** Release or recall. */
    RELEASE
  }

  private static EnumSet<DispatchState> underWay() {
    return EnumSet.of(CONFIRMED, DEPARTED, ON_SITE, HANDING_OVER);
  }

  /** Acts on a dispatch, by people or by the passing of time. */
  public enum Act {
    CONFIRM(DispatchState.CONFIRMED, EnumSet.of(DispatchState.PROPOSED), Role.WARD),
    DECLINE(DispatchState.DECLINED, EnumSet.of(DispatchState.PROPOSED), Role.WARD),
    LAPSE(DispatchState.LAPSED, EnumSet.of(DispatchState.PROPOSED)),
    CANCEL(
        DispatchState.CANCELLED,
        EnumSet.of(DispatchState.PROPOSED, DispatchState.CONFIRMED),
        Role.WARD,
        Role.DESK),
    DEPART(DispatchState.DEPARTED, EnumSet.of(DispatchState.CONFIRMED), Role.WARD),
    ARRIVE(
        DispatchState.ON_SITE,
        EnumSet.of(DispatchState.CONFIRMED, DispatchState.DEPARTED),
        Role.WARD,
        Role.DESK),
    HAND_OVER(
        DispatchState.HANDING_OVER,
        EnumSet.of(DispatchState.CONFIRMED, DispatchState.DEPARTED, DispatchState.ON_SITE),
        Role.WARD,
        Role.DESK),
    RELEASE(DispatchState.RELEASED, underWay(), Role.DESK),
    RECALL(DispatchState.RECALLED, underWay(), Role.WARD),
    RETURN(
        DispatchState.RETURNED,
        EnumSet.of(
            DispatchState.CONFIRMED,
            DispatchState.DEPARTED,
            DispatchState.ON_SITE,
            DispatchState.HANDING_OVER,
            DispatchState.RELEASED,
            DispatchState.RECALLED),
        Role.WARD),
    /** Other work, the same state. */
    RETASK(null, EnumSet.of(DispatchState.ON_SITE, DispatchState.HANDING_OVER), Role.DESK),
    /** An extension is requested; the state stays. */
    ASK_EXTENSION(null, underWay(), Role.DESK),
    /** The lender's answer, the same state. */
    ANSWER_EXTENSION(null, underWay(), Role.WARD);

    private final Optional<DispatchState> to;
    private final EnumSet<DispatchState> from;
    private final Set<Role> by;

    Act(
        @org.jspecify.annotations.Nullable DispatchState to,
        EnumSet<DispatchState> from,
        Role... by) {
      this.to = Optional.ofNullable(to);
      this.from = from;
      this.by = Set.of(by);
    }

    /** The due report that the act makes, if it makes one. */
    public Optional<Report> report() {
      return switch (this) {
        case DEPART -> Optional.of(Report.DEPARTURE);
        case ARRIVE -> Optional.of(Report.ARRIVAL);
        case RELEASE, RECALL -> Optional.of(Report.RELEASE);
        default -> Optional.empty();
      };
    }

    /** Whether its reporter can take it back. */
    public boolean isRetractable() {
      return switch (this) {
        case CONFIRM, DECLINE, CANCEL, DEPART, ARRIVE, HAND_OVER, RELEASE, RECALL, RETURN -> true;
        case LAPSE, RETASK, ASK_EXTENSION, ANSWER_EXTENSION -> false;
      };
    }

    /**
     * The side that reports the act: the lender (WARD), the receiver (DESK), either, or none. The
     * coordinator of the network may act for both.
     */
    public Set<Role> by() {
      return by;
    }
  }

  @Override
  public boolean allows(Act act) {
    return act.from.contains(this);
  }

  /** The state after the act; empty if the act is not legal in this state. */
  public Optional<DispatchState> after(Act act) {
    return allows(act) ? Optional.of(act.to.orElse(this)) : Optional.empty();
  }

  /** Whether its people are promised or away, and so blocked for others. */
  public boolean isLive() {
    return switch (this) {
      case PROPOSED, CONFIRMED, DEPARTED, ON_SITE, HANDING_OVER, RELEASED, RECALLED -> true;
      case RETURNED, DECLINED, LAPSED, CANCELLED -> false;
    };
  }

  /** Whether its people are promised or away for certain: it is live and no proposal. */
  public boolean isPromised() {
    return isLive() && this != PROPOSED;
  }

  /** Whether it is void: its request is uncovered again and its offer free. */
  public boolean isVoid() {
    return this == DECLINED || this == LAPSED || this == CANCELLED;
  }

  /** Whether its people have arrived at the receiver. */
  public boolean hasArrived() {
    return switch (this) {
      case ON_SITE, HANDING_OVER, RELEASED, RETURNED -> true;
      default -> false;
    };
  }
}
