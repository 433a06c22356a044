package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.List;
import kizuna.codes.DispatchAct;
import kizuna.codes.DispatchState;
import kizuna.codes.RefusalReason;
import kizuna.codes.Role;
import kizuna.facts.DispatchCancelled;
import kizuna.facts.DispatchConfirmed;
import kizuna.facts.DispatchDeclined;
import kizuna.facts.DispatchReference;
import kizuna.facts.ExtensionAnswered;
import kizuna.facts.ExtensionRequested;
import kizuna.facts.Fact;
import kizuna.facts.HandoverStarted;
import kizuna.facts.ReportRetracted;
import kizuna.facts.StaffArrived;
import kizuna.facts.StaffDeparted;
import kizuna.facts.StaffRecalled;
import kizuna.facts.StaffReleased;
import kizuna.facts.StaffRetasked;
import kizuna.facts.StaffReturned;
import kizuna.states.LedgerEntry;
import org.apache.avro.specific.SpecificRecordBase;

/** Draws what may happen to people who are promised or away; now and then it may not. */
final class RandomDispatches {

  private static final DispatchState[] OVER = {
    DispatchState.RETURNED, DispatchState.DECLINED, DispatchState.LAPSED, DispatchState.CANCELLED
  };

  private final Draws d;

  RandomDispatches(Draws d) {
    this.d = d;
  }

  /** Something that may happen to people who are promised or away; now and then it may not. */
  Fact act() {
    List<LedgerEntry> going =
        d.ledger.values().stream().filter(e -> !List.of(OVER).contains(e.getState())).toList();
    List<LedgerEntry> retractable =
        d.ledger.values().stream()
            .filter(e -> !e.getSteps().isEmpty() && e.getNetworkId().equals(d.homeId))
            .toList();
    if (!retractable.isEmpty() && d.chance(10)) {
      LedgerEntry e = d.any(retractable);
      return act(
          d.chance(3)
              ? new DispatchReference(null, e.getRequestId(), e.getLender())
              : new DispatchReference(e.getDispatchId(), null, null),
          e.getLender(),
          12,
          d.day(),
          d.day());
    }
    if (going.isEmpty() || d.chance(8)) {
      String request = d.request();
      String lender = d.lender();
      return act(
          new DispatchReference(null, request, lender),
          lender,
          d.random.nextInt(13),
          d.day(),
          d.day());
    }
    LedgerEntry e = d.any(going);
    DispatchReference named =
        d.chance(3)
            ? new DispatchReference(e.getDispatchId(), null, null)
            : new DispatchReference(null, e.getRequestId(), e.getLender());
    int what =
        switch (e.getState()) {
          case PROPOSED -> d.chance(6) ? 10 : d.chance(10) ? 11 : 0;
          case CONFIRMED -> d.chance(5) ? 7 : d.chance(8) ? 11 : d.chance(4) ? d.among(2, 6) : 1;
          case DEPARTED -> d.chance(8) ? d.among(3, 6) : d.chance(5) ? 7 : 2;
          case ON_SITE, HANDING_OVER -> d.any(new Integer[] {1, 3, 4, 4, 5, 6, 7, 7, 9});
          default -> 6;
        };
    if (d.chance(16)) {
      what = d.random.nextInt(13);
    }
    LocalDate last =
        e.getFirstDay().plusDays(d.among(-1, e.getPlannedLastDay().compareTo(e.getFirstDay())));
    LocalDate until = e.getPlannedLastDay().plusDays(d.among(d.chance(8) ? 0 : 1, 3));
    if (!e.getNetworkId().equals(d.homeId)) {
      return inNext(e, named, what > 1 ? 11 : what);
    }
    if (what == 7) {
      d.soon.add(() -> act(named, e.getLender(), 8, last, until));
    }
    return act(named, e.getLender(), what, last, until);
  }

  Fact act(DispatchReference named, String lender, int what, LocalDate last, LocalDate until) {
    RefusalReason why = d.any(Draws.REASONS);
    return switch (what) {
      case 0 -> d.byWard(lender, new DispatchConfirmed(named));
      case 1 -> d.byWard(lender, new StaffDeparted(named, d.chance(2)));
      case 2 -> d.byWard(lender, new StaffArrived(named, d.chance(2)));
      case 3 -> d.byWard(lender, new HandoverStarted(named, d.chance(2)));
      case 4 -> d.byDesk(new StaffReleased(named, last, d.chance(2)));
      case 5 -> d.byWard(lender, new StaffRecalled(named, last, why, d.chance(2)));
      case 6 -> d.byWard(lender, new StaffReturned(named, d.chance(2)));
      case 7 -> d.byDesk(new ExtensionRequested(named, until));
      case 8 -> {
        boolean granted = !d.chance(4);
        yield d.byWard(lender, new ExtensionAnswered(named, granted, granted ? null : why));
      }
      case 9 -> d.byDesk(new StaffRetasked(named, d.task()));
      case 10 -> d.byWard(lender, new DispatchDeclined(named, why));
      case 12 -> {
        DispatchAct[] acts = DispatchAct.values();
        SpecificRecordBase taken =
            new ReportRetracted(
                named, d.chance(4) ? acts[d.random.nextInt(acts.length - 1)] : null);
        yield d.chance(3) ? d.byDesk(taken) : d.byWard(lender, taken);
      }
      default -> d.byWard(lender, new DispatchCancelled(named, why));
    };
  }

  Fact inNext(LedgerEntry e, DispatchReference named, int what) {
    return d.inNext(
        Role.WARD,
        e.getLender(),
        what == 0
            ? new DispatchConfirmed(named)
            : what == 1
                ? new StaffDeparted(named, d.chance(2))
                : new DispatchCancelled(named, RefusalReason.OTHER));
  }
}
