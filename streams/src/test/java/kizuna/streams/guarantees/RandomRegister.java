package kizuna.streams.guarantees;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kizuna.codes.Certainty;
import kizuna.codes.CostBearer;
import kizuna.codes.CounterpartRole;
import kizuna.codes.HazardType;
import kizuna.codes.MatchRule;
import kizuna.codes.OverrideKind;
import kizuna.codes.Priority;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.codes.Tier;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AssociationListed;
import kizuna.facts.ContactTestAnswered;
import kizuna.facts.ContactTestSent;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.CounterpartRelieved;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DutyDeskPublished;
import kizuna.facts.Fact;
import kizuna.facts.LenderLimit;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.LessonClosed;
import kizuna.facts.LessonRecorded;
import kizuna.facts.NetworkFormed;
import kizuna.facts.OverrideMade;
import kizuna.streams.topology.FactBuilder;
import org.apache.avro.specific.SpecificRecordBase;

/** Draws facts of networks, agreements, disasters and what coordinators decide. */
final class RandomRegister {

  private final Draws d;

  RandomRegister(Draws d) {
    this.d = d;
  }

  Fact formed() {
    return d.by(
        Role.SYSTEM,
        "kizuna",
        NetworkFormed.newBuilder()
            .setName("特別区")
            .setLenders(Draws.LENDERS)
            .setHoldMinutes(240)
            .setLifeSafetyHoldMinutes(30)
            .setPriorityClassHours(24)
            .setEscalatesTo(d.nextId)
            .setEscalateAfterMinutes(400)
            .setLifeSafetyEscalateAfterMinutes(60)
            .build());
  }

  Fact nextFormed() {
    return d.inNext(
        Role.SYSTEM,
        "kizuna",
        NetworkFormed.newBuilder()
            .setName("次")
            .setLenders(Draws.NEXT_LENDERS)
            .setHoldMinutes(600)
            .setLifeSafetyHoldMinutes(60)
            .setPriorityClassHours(24)
            .setTier(Tier.BLOCK)
            .build());
  }

  Fact associations(String id, List<String> members) {
    return d.bySystem(new AssociationListed(id, "会", members, "test"));
  }

  Fact signed(String id) {
    boolean umbrella = d.chance(4);
    boolean limited = d.chance(3);
    int travel = d.chance(3) ? 1 : 0;
    return d.bySystem(
        new AgreementSigned(
            id,
            d.chance(4) ? d.among(1, 3) : ++d.agreements + 1,
            "協定",
            d.chance(2) ? List.of() : List.of(d.lender()),
            umbrella ? List.of() : d.chance(2) ? Draws.RECEIVERS : List.of(d.receiver()),
            umbrella ? List.of(d.chance(8) ? "no-kai" : "noto-kai") : List.of(),
            d.chance(5) ? List.of(d.any(Draws.HAZARDS)) : List.of(),
            d.chance(3) ? List.of(d.task()) : List.of(),
            limited ? Integer.valueOf(d.among(1, 4)) : null,
            d.chance(3) ? Integer.valueOf(d.among(2 * travel + 1, 6)) : null,
            d.any(new CostBearer[] {CostBearer.RECEIVER, CostBearer.LENDER}),
            d.chance(4) ? d.day() : LocalDate.of(2020, 1, 1 + d.random.nextInt(2)),
            d.chance(4) ? FactBuilder.DAY1.plusDays(13 + d.random.nextInt(4)) : null,
            "test",
            Certainty.ILLUSTRATIVE,
            d.chance(6) ? List.of("ku-kai") : List.of(),
            travel,
            d.chance(3) ? d.among(1, 4) : 0,
            List.of()));
  }

  Fact declared(String id, String struck) {
    return d.by(
        Role.DESK,
        d.chance(12) ? FactBuilder.SUZU : struck,
        new DisasterDeclared(
            id,
            "地震",
            d.chance(6) ? HazardType.TSUNAMI : HazardType.EARTHQUAKE,
            d.chance(16)
                ? List.of(struck, Draws.NOBODY)
                : d.chance(12)
                    ? Stream.of(struck, d.lender()).distinct().toList()
                    : List.of(struck),
            d.home.now(),
            !d.chance(4),
            false));
  }

  Fact limits() {
    String lender = d.chance(20) ? Draws.NOBODY : d.lender();
    List<LenderLimit> limits = new ArrayList<>();
    if (d.chance(3)) {
      limits.add(new LenderLimit(null, d.among(1, 5)));
    }
    if (d.chance(3)) {
      limits.add(new LenderLimit(d.task(), d.among(0, 3)));
    }
    return d.byWard(lender, new LenderLimitsSet(lender, limits, d.chance(2) ? d.among(1, 2) : 0));
  }

  Fact dutyDesk() {
    String body = d.chance(6) ? Draws.NOBODY : d.chance(2) ? d.any(Draws.RECEIVERS) : d.lender();
    return d.by(
        d.chance(2) ? Role.DESK : Role.WARD,
        d.chance(6) ? d.lender() : body,
        new DutyDeskPublished(body, "防災課", "0768-22-2211", null, null));
  }

  /** Lessons and contact tests, with few ids, so that they collide. */
  Fact preparedness() {
    String body = d.chance(6) ? Draws.NOBODY : d.chance(2) ? d.any(Draws.RECEIVERS) : d.lender();
    String id = "p" + d.among(1, 3);
    return d.by(
        d.chance(2) ? Role.DESK : Role.WARD,
        d.chance(6) ? d.lender() : body,
        switch (d.among(1, 5)) {
          case 1, 2 ->
              new LessonRecorded(
                  id,
                  "集合場所を要請時に書く",
                  "noto-" + id.charAt(1),
                  List.of(),
                  d.chance(3) ? "a" + d.among(1, 3) : null,
                  d.chance(3) ? d.lender() : null,
                  d.task(),
                  body,
                  "防災課",
                  LocalDate.of(2025, 3, 31),
                  "");
          case 3 -> new LessonClosed(id, body, "noto-1", "ready");
          case 4 -> new ContactTestSent(id, body, List.of(d.any(Draws.RECEIVERS)), 60);
          default -> new ContactTestAnswered(id, body);
        });
  }

  /** Each fact about lessons and contact tests, once to be accepted and once to be refused. */
  List<Fact> preparednessOfEach() {
    String id = "last";
    LessonRecorded lesson =
        new LessonRecorded(
            id,
            "集合場所を要請時に書く",
            "noto",
            List.of(),
            null,
            null,
            TaskType.SHELTER_OPERATION,
            FactBuilder.WAJIMA,
            "防災課",
            LocalDate.of(2025, 3, 31),
            "");
    LessonClosed closed = new LessonClosed(id, FactBuilder.WAJIMA, "noto-1", "ready");
    ContactTestSent sent =
        new ContactTestSent(id, FactBuilder.WAJIMA, List.of(FactBuilder.SUZU), 60);
    return List.of(
        desk(FactBuilder.SUZU, lesson),
        desk(FactBuilder.WAJIMA, lesson),
        desk(FactBuilder.SUZU, closed),
        desk(FactBuilder.WAJIMA, closed),
        desk(FactBuilder.SUZU, sent),
        desk(FactBuilder.WAJIMA, sent),
        desk(FactBuilder.WAJIMA, new ContactTestAnswered(id, FactBuilder.WAJIMA)),
        desk(FactBuilder.SUZU, new ContactTestAnswered(id, FactBuilder.SUZU)));
  }

  private Fact desk(String body, SpecificRecordBase report) {
    return d.by(Role.DESK, body, report);
  }

  Fact appointed() {
    return d.byCoordinator(
        new CounterpartAppointed(
            d.disaster(),
            d.receiver(),
            d.lender(),
            d.any(new CounterpartRole[] {CounterpartRole.LEAD, CounterpartRole.SUPPORT})));
  }

  Fact relieved() {
    String lender = d.lender();
    String other = d.lender();
    return d.byCoordinator(
        new CounterpartRelieved(
            "noto", d.any(Draws.RECEIVERS), lender, other.equals(lender) ? null : other));
  }

  Fact override() {
    OverrideKind kind =
        d.any(
            new OverrideKind[] {
              OverrideKind.PIN,
              OverrideKind.FORBID,
              OverrideKind.REPRIORITISE,
              OverrideKind.WAIVE,
              OverrideKind.WAIVE
            });
    MatchRule rule =
        d.any(
            new MatchRule[] {
              MatchRule.LENDER_NOT_STRUCK,
              MatchRule.AGREEMENT_COVERS_HAZARD,
              MatchRule.AGREEMENT_COVERS_TASK,
              MatchRule.AGREEMENT_HEAD_COUNT_LEFT,
              MatchRule.OFFER_COVERS_TASK,
              MatchRule.OFFER_HAS_QUALIFICATIONS,
              MatchRule.NOT_REFUSED_BEFORE,
              MatchRule.LENDER_LIMIT_LEFT,
              MatchRule.STAFF_RESTED,
              MatchRule.AGREEMENT_IN_FORCE,
              MatchRule.AGREEMENT_NOT_SUSPENDED,
              MatchRule.CAPACITY_LEFT
            });
    return d.byCoordinator(
        new OverrideMade(
            "v" + (d.chance(12) && d.overrides > 0 ? d.overrides : ++d.overrides),
            kind,
            d.chance(3) ? d.request() : "r" + d.among(Math.max(1, d.requests - 3), d.requests),
            kind == OverrideKind.REPRIORITISE ? null : d.lender(),
            kind == OverrideKind.REPRIORITISE
                ? d.any(new Priority[] {Priority.LIFE_SAFETY, Priority.URGENT, Priority.NORMAL})
                : null,
            kind == OverrideKind.WAIVE ? rule : null,
            "調整"));
  }

  List<String> members() {
    List<String> all = new ArrayList<>(d.chance(2) ? Draws.LENDERS : Draws.RECEIVERS);
    all.remove(d.random.nextInt(all.size()));
    return all;
  }
}
