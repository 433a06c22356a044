package kizuna.streams.contract;

import static kizuna.streams.contract.EnumMapping.list;
import static kizuna.streams.contract.EnumMapping.to;

import java.time.LocalDate;
import java.util.List;
import kizuna.codes.DispatchAct;
import kizuna.codes.HazardType;
import kizuna.codes.MatchRule;
import kizuna.codes.OverrideKind;
import kizuna.codes.Qualification;
import kizuna.codes.RejectionCode;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.decisions.Days;
import kizuna.decisions.Need;
import kizuna.decisions.NextAct;
import kizuna.decisions.Office;
import kizuna.decisions.Reason;
import kizuna.decisions.State;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.AgreementState;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Lifecycle;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.Period;
import kizuna.streams.state.RequestState;
import org.jspecify.annotations.Nullable;

/** Translates reasons of the rules into records of the contract: the fields that each kind sets. */
public final class ReasonWriter implements kizuna.streams.matching.Reason.Visitor<ReasonFields> {

  private static final ReasonWriter WRITER = new ReasonWriter();

  private ReasonWriter() {}

  /** The record of a reason, with what is possible instead. */
  public static Reason write(kizuna.streams.matching.Reason reason, List<NextAct> next) {
    return reason.accept(WRITER).of(to(RejectionCode.class, reason.code()), reason.subject(), next);
  }

  private static ReasonFields of() {
    return new ReasonFields();
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.Bare r) {
    return of();
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.SameIdOtherContent r) {
    return of().setFound(r.firstSequence());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.NotYours r) {
    return of().setOffices(r.offices().stream().map(ReasonWriter::office).toList())
        .setReporter(office(r.reporter()));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.Unknown r) {
    return of().setIds(r.ids()).setState(r.state() == null ? null : state(r.state()));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.NoCounterpart r) {
    return of().setIds(List.of(r.receiver())).setOther(r.disasterId());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.StateForbids r) {
    return of().setState(state(r.state()))
        .setLegal(r.legal().stream().map(ReasonWriter::state).toList());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.DayMustBe r) {
    return of().setDays(new Days(r.from(), r.to())).setDay(r.came());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.VersionNotNewer r) {
    return of().setWanted((long) r.known()).setFound((long) r.came());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.NotInForce r) {
    return of().setOther(r.agreementId()).setDays(new Days(r.from(), end(r.to()))).setDay(r.day());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.Suspended r) {
    return of().setOther(r.agreementId()).setState(state(AgreementState.SUSPENDED));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.DoesNotBind r) {
    return of().setOther(r.agreementId()).setIds(List.of(r.lender(), r.receiver()));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.HazardNotCovered r) {
    return of().setOther(r.agreementId()).setHazard(to(HazardType.class, r.hazard()));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.TaskNotCovered r) {
    return of().setOther(r.agreementId()).setTaskType(to(TaskType.class, r.taskType()));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.TourTooLong r) {
    return of().setOther(r.agreementId())
        .setWanted((long) r.longestDays())
        .setFound((long) r.days());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.GoesOnAs r) {
    return of().setOther(r.other());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.ConfirmedElsewhere r) {
    return of().setOther(r.other()).setFound((long) r.persons());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.NotTheSameNeed r) {
    return of().setOther(r.other()).setNeeds(List.of(need(r.need()), need(r.otherNeed())));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.DisasterDeclared r) {
    return of().setOther(r.other()).setName(r.name());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.LooksLikeDrill r) {
    return of().setName(r.name());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.TooMuchToJoin r) {
    return of().setWanted(r.most()).setFound(r.found());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.BelowCommitted r) {
    return of().setWanted((long) r.least()).setFound((long) r.came()).setDay(r.day());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.CapacityTaken r) {
    return capacity(r.wanted(), r.left(), r.day());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.StaffTaken r) {
    return capacity(r.wanted(), r.left(), r.day()).setOther(r.offerId());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.OfferEnds r) {
    return capacity(r.wanted(), 0, r.day())
        .setOther(r.offerId())
        .setDays(new Days(r.offered().first(), r.offered().last()));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.LimitTaken r) {
    return capacity(r.wanted(), r.left(), r.day()).setLimit(r.limit());
  }

  private static ReasonFields capacity(int wanted, int left, LocalDate day) {
    return of().setWanted((long) wanted).setFound((long) left).setDay(day);
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.TaskOutside r) {
    return of().setOther(r.agreementId())
        .setTaskTypes(list(TaskType.class, r.covered()))
        .setTaskType(to(TaskType.class, r.came()));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.LimitExceeded r) {
    return of().setLimit(r.limit())
        .setOffered(DailyCounts.toFact(r.offered()))
        .setNextFree(r.nextFree() == null ? null : days(r.nextFree()));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.OverrideIncomplete r) {
    return of().setOverrideKind(to(OverrideKind.class, r.kind()));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.RuleNotWaivable r) {
    return of().setRule(r.rule()).setRules(list(MatchRule.class, r.waivable()));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.StruckByOthers r) {
    return of().setIds(r.codes()).setOffices(List.of(new Office(Role.COORDINATOR, r.networkId())));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.NothingToRetract r) {
    return of().setAct(r.act() == null ? null : to(DispatchAct.class, r.act()))
        .setLastAct(r.last() == null ? null : to(DispatchAct.class, r.last()))
        .setState(r.state() == null ? null : state(r.state()));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.NeedGiven r) {
    return given(r.persons(), r.day(), r.dispatchIds());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.StaffGiven r) {
    return given(r.persons(), r.day(), r.dispatchIds()).setOther(r.offerId());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.LimitGiven r) {
    return given(r.persons(), r.day(), r.dispatchIds()).setLimit(r.limit());
  }

  private static ReasonFields given(int persons, LocalDate day, List<String> dispatchIds) {
    return of().setWanted((long) persons).setDay(day).setIds(dispatchIds);
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.LenderStruck r) {
    return of().setIds(List.of(r.lender()));
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.DisasterGoesOn r) {
    return of().setWanted((long) r.requests()).setFound((long) r.people());
  }

  @Override
  public ReasonFields visit(kizuna.streams.matching.Reason.DisasterOver r) {
    return of().setOther(r.disasterId()).setDay(r.endedOn());
  }

  static Days days(Period period) {
    return new Days(period.first(), period.last());
  }

  /** The last day of an agreement; null if it has none. */
  static @Nullable LocalDate end(LocalDate last) {
    return last.equals(Agreement.OPEN_END) ? null : last;
  }

  private static Office office(kizuna.streams.matching.Reason.Office office) {
    return new Office(to(Role.class, office.role()), office.body());
  }

  private static Need need(kizuna.streams.matching.Reason.Need need) {
    return new Need(
        need.receiver(),
        need.disasterId(),
        to(TaskType.class, need.taskType()),
        list(Qualification.class, need.qualifications()));
  }

  private static State state(Lifecycle<?> state) {
    if (state instanceof RequestState s) {
      return new State(to(kizuna.codes.RequestState.class, s), null, null, null);
    } else if (state instanceof OfferState s) {
      return new State(null, to(kizuna.codes.OfferState.class, s), null, null);
    } else if (state instanceof DispatchState s) {
      return new State(null, null, to(kizuna.codes.DispatchState.class, s), null);
    } else if (state instanceof AgreementState s) {
      return new State(null, null, null, to(kizuna.codes.AgreementState.class, s));
    }
    throw new IllegalStateException("expected a state of a known lifecycle, but " + state);
  }
}
