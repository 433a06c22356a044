package kizuna.streams.topology;

import static kizuna.streams.topology.EnumMapping.list;
import static kizuna.streams.topology.EnumMapping.to;

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
import kizuna.facts.DailyCount;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.AgreementState;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Lifecycle;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.Period;
import kizuna.streams.state.RequestState;
import org.jspecify.annotations.Nullable;

/** Reasons of the rules as records of the contract: which fields each kind sets. */
final class ReasonWriter implements kizuna.streams.matching.Reason.Visitor<ReasonWriter.Fields> {

  /** What is set of a reason. */
  static final class Fields {
    private List<String> ids = List.of();
    private @Nullable String other;
    private @Nullable String name;
    private @Nullable Days days;
    private @Nullable LocalDate day;
    private @Nullable Long wanted;
    private @Nullable Long found;
    private @Nullable Integer limit;
    private @Nullable State state;
    private List<State> legal = List.of();
    private List<Office> offices = List.of();
    private @Nullable Office reporter;
    private @Nullable HazardType hazard;
    private @Nullable TaskType taskType;
    private List<TaskType> taskTypes = List.of();
    private List<Need> needs = List.of();
    private @Nullable DispatchAct act;
    private @Nullable DispatchAct lastAct;
    private @Nullable OverrideKind overrideKind;
    private @Nullable String rule;
    private List<MatchRule> rules = List.of();
    private @Nullable DailyCount offered;
    private @Nullable Days nextFree;

    private Fields setIds(List<String> ids) {
      this.ids = ids;
      return this;
    }

    private Fields setOther(@Nullable String other) {
      this.other = other;
      return this;
    }

    private Fields setName(@Nullable String name) {
      this.name = name;
      return this;
    }

    private Fields setDays(@Nullable Days days) {
      this.days = days;
      return this;
    }

    private Fields setDay(@Nullable LocalDate day) {
      this.day = day;
      return this;
    }

    private Fields setWanted(@Nullable Long wanted) {
      this.wanted = wanted;
      return this;
    }

    private Fields setFound(@Nullable Long found) {
      this.found = found;
      return this;
    }

    private Fields setLimit(@Nullable Integer limit) {
      this.limit = limit;
      return this;
    }

    private Fields setState(@Nullable State state) {
      this.state = state;
      return this;
    }

    private Fields setLegal(List<State> legal) {
      this.legal = legal;
      return this;
    }

    private Fields setOffices(List<Office> offices) {
      this.offices = offices;
      return this;
    }

    private Fields setReporter(@Nullable Office reporter) {
      this.reporter = reporter;
      return this;
    }

    private Fields setHazard(@Nullable HazardType hazard) {
      this.hazard = hazard;
      return this;
    }

    private Fields setTaskType(@Nullable TaskType taskType) {
      this.taskType = taskType;
      return this;
    }

    private Fields setTaskTypes(List<TaskType> taskTypes) {
      this.taskTypes = taskTypes;
      return this;
    }

    private Fields setNeeds(List<Need> needs) {
      this.needs = needs;
      return this;
    }

    private Fields setAct(@Nullable DispatchAct act) {
      this.act = act;
      return this;
    }

    private Fields setLastAct(@Nullable DispatchAct lastAct) {
      this.lastAct = lastAct;
      return this;
    }

    private Fields setOverrideKind(@Nullable OverrideKind overrideKind) {
      this.overrideKind = overrideKind;
      return this;
    }

    private Fields setRule(@Nullable String rule) {
      this.rule = rule;
      return this;
    }

    private Fields setRules(List<MatchRule> rules) {
      this.rules = rules;
      return this;
    }

    private Fields setOffered(@Nullable DailyCount offered) {
      this.offered = offered;
      return this;
    }

    private Fields setNextFree(@Nullable Days nextFree) {
      this.nextFree = nextFree;
      return this;
    }

    private Reason of(RejectionCode code, String subject, List<NextAct> next) {
      return new Reason(
          code,
          subject,
          "",
          "",
          next,
          ids,
          other,
          name,
          days,
          day,
          wanted,
          found,
          limit,
          state,
          legal,
          offices,
          reporter,
          hazard,
          taskType,
          taskTypes,
          needs,
          act,
          lastAct,
          overrideKind,
          rule,
          rules,
          offered,
          nextFree);
    }
  }

  private static final ReasonWriter WRITER = new ReasonWriter();

  private ReasonWriter() {}

  /** The record of a reason, with what is possible instead. */
  static Reason write(kizuna.streams.matching.Reason reason, List<NextAct> next) {
    return reason.accept(WRITER).of(to(RejectionCode.class, reason.code()), reason.subject(), next);
  }

  private static Fields of() {
    return new Fields();
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.Bare r) {
    return of();
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.SameIdOtherContent r) {
    return of().setFound(r.firstSequence());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.NotYours r) {
    return of().setOffices(r.offices().stream().map(ReasonWriter::office).toList())
        .setReporter(office(r.reporter()));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.Unknown r) {
    return of().setIds(r.ids()).setState(r.state() == null ? null : state(r.state()));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.NoCounterpart r) {
    return of().setIds(List.of(r.receiver())).setOther(r.disasterId());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.StateForbids r) {
    return of().setState(state(r.state()))
        .setLegal(r.legal().stream().map(ReasonWriter::state).toList());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.DayMustBe r) {
    return of().setDays(new Days(r.from(), r.to())).setDay(r.came());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.VersionNotNewer r) {
    return of().setWanted((long) r.known()).setFound((long) r.came());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.NotInForce r) {
    return of().setOther(r.agreementId()).setDays(new Days(r.from(), end(r.to()))).setDay(r.day());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.Suspended r) {
    return of().setOther(r.agreementId()).setState(state(AgreementState.SUSPENDED));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.DoesNotBind r) {
    return of().setOther(r.agreementId()).setIds(List.of(r.lender(), r.receiver()));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.HazardNotCovered r) {
    return of().setOther(r.agreementId()).setHazard(to(HazardType.class, r.hazard()));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.TaskNotCovered r) {
    return of().setOther(r.agreementId()).setTaskType(to(TaskType.class, r.taskType()));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.TourTooLong r) {
    return of().setOther(r.agreementId())
        .setWanted((long) r.longestDays())
        .setFound((long) r.days());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.GoesOnAs r) {
    return of().setOther(r.other());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.ConfirmedElsewhere r) {
    return of().setOther(r.other()).setFound((long) r.persons());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.NotTheSameNeed r) {
    return of().setOther(r.other()).setNeeds(List.of(need(r.need()), need(r.otherNeed())));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.DisasterDeclared r) {
    return of().setOther(r.other()).setName(r.name());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.LooksLikeDrill r) {
    return of().setName(r.name());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.TooMuchToJoin r) {
    return of().setWanted(r.most()).setFound(r.found());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.BelowCommitted r) {
    return of().setWanted((long) r.least()).setFound((long) r.came()).setDay(r.day());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.CapacityTaken r) {
    return taken(r.wanted(), r.left(), r.day());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.StaffTaken r) {
    return taken(r.wanted(), r.left(), r.day()).setOther(r.offerId());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.LimitTaken r) {
    return taken(r.wanted(), r.left(), r.day()).setLimit(r.limit());
  }

  private static Fields taken(int wanted, int left, LocalDate day) {
    return of().setWanted((long) wanted).setFound((long) left).setDay(day);
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.TaskOutside r) {
    return of().setOther(r.agreementId())
        .setTaskTypes(list(TaskType.class, r.covered()))
        .setTaskType(to(TaskType.class, r.came()));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.LimitExceeded r) {
    return of().setLimit(r.limit())
        .setOffered(DailyCounts.toFact(r.offered()))
        .setNextFree(r.nextFree() == null ? null : days(r.nextFree()));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.OverrideIncomplete r) {
    return of().setOverrideKind(to(OverrideKind.class, r.kind()));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.RuleNotWaivable r) {
    return of().setRule(r.rule()).setRules(list(MatchRule.class, r.waivable()));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.StruckByOthers r) {
    return of().setIds(r.codes()).setOffices(List.of(new Office(Role.COORDINATOR, r.networkId())));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.NothingToRetract r) {
    return of().setAct(r.act() == null ? null : to(DispatchAct.class, r.act()))
        .setLastAct(r.last() == null ? null : to(DispatchAct.class, r.last()))
        .setState(r.state() == null ? null : state(r.state()));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.NeedGiven r) {
    return given(r.persons(), r.day(), r.dispatchIds());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.StaffGiven r) {
    return given(r.persons(), r.day(), r.dispatchIds()).setOther(r.offerId());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.LimitGiven r) {
    return given(r.persons(), r.day(), r.dispatchIds()).setLimit(r.limit());
  }

  private static Fields given(int persons, LocalDate day, List<String> dispatchIds) {
    return of().setWanted((long) persons).setDay(day).setIds(dispatchIds);
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.LenderStruck r) {
    return of().setIds(List.of(r.lender()));
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.DisasterGoesOn r) {
    return of().setWanted((long) r.requests()).setFound((long) r.people());
  }

  @Override
  public Fields visit(kizuna.streams.matching.Reason.DisasterOver r) {
    return of().setOther(r.disasterId()).setDay(r.endedOn());
  }

  static Days days(Period period) {
    return new Days(period.first(), period.last());
  }

  /** The last day of an agreement; null where it has none. */
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
