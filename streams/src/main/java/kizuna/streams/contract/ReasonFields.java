package kizuna.streams.contract;

import java.time.LocalDate;
import java.util.List;
import kizuna.codes.DispatchAct;
import kizuna.codes.HazardType;
import kizuna.codes.MatchRule;
import kizuna.codes.OverrideKind;
import kizuna.codes.RejectionCode;
import kizuna.codes.TaskType;
import kizuna.decisions.Days;
import kizuna.decisions.Need;
import kizuna.decisions.NextAct;
import kizuna.decisions.Office;
import kizuna.decisions.Reason;
import kizuna.decisions.State;
import kizuna.facts.DailyCount;
import org.jspecify.annotations.Nullable;

/** The fields of a reason's record; a kind of reason sets some of them. */
final class ReasonFields {
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

  ReasonFields setIds(List<String> ids) {
    this.ids = ids;
    return this;
  }

  ReasonFields setOther(@Nullable String other) {
    this.other = other;
    return this;
  }

  ReasonFields setName(@Nullable String name) {
    this.name = name;
    return this;
  }

  ReasonFields setDays(@Nullable Days days) {
    this.days = days;
    return this;
  }

  ReasonFields setDay(@Nullable LocalDate day) {
    this.day = day;
    return this;
  }

  ReasonFields setWanted(@Nullable Long wanted) {
    this.wanted = wanted;
    return this;
  }

  ReasonFields setFound(@Nullable Long found) {
    this.found = found;
    return this;
  }

  ReasonFields setLimit(@Nullable Integer limit) {
    this.limit = limit;
    return this;
  }

  ReasonFields setState(@Nullable State state) {
    this.state = state;
    return this;
  }

  ReasonFields setLegal(List<State> legal) {
    this.legal = legal;
    return this;
  }

  ReasonFields setOffices(List<Office> offices) {
    this.offices = offices;
    return this;
  }

  ReasonFields setReporter(@Nullable Office reporter) {
    this.reporter = reporter;
    return this;
  }

  ReasonFields setHazard(@Nullable HazardType hazard) {
    this.hazard = hazard;
    return this;
  }

  ReasonFields setTaskType(@Nullable TaskType taskType) {
    this.taskType = taskType;
    return this;
  }

  ReasonFields setTaskTypes(List<TaskType> taskTypes) {
    this.taskTypes = taskTypes;
    return this;
  }

  ReasonFields setNeeds(List<Need> needs) {
    this.needs = needs;
    return this;
  }

  ReasonFields setAct(@Nullable DispatchAct act) {
    this.act = act;
    return this;
  }

  ReasonFields setLastAct(@Nullable DispatchAct lastAct) {
    this.lastAct = lastAct;
    return this;
  }

  ReasonFields setOverrideKind(@Nullable OverrideKind overrideKind) {
    this.overrideKind = overrideKind;
    return this;
  }

  ReasonFields setRule(@Nullable String rule) {
    this.rule = rule;
    return this;
  }

  ReasonFields setRules(List<MatchRule> rules) {
    this.rules = rules;
    return this;
  }

  ReasonFields setOffered(@Nullable DailyCount offered) {
    this.offered = offered;
    return this;
  }

  ReasonFields setNextFree(@Nullable Days nextFree) {
    this.nextFree = nextFree;
    return this;
  }

  Reason of(RejectionCode code, String subject, List<NextAct> next) {
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
