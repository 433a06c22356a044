package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.NOTO;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.codes.FactKind;
import kizuna.schemas.access.ReportingRights;
import kizuna.schemas.access.ReportingRights.About;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.CounterpartRole;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.Municipality;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Priority;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who may report what is said twice: at the door by {@link ReportingRights}, and where it is
 * decided by {@link Authority}. For every kind of fact and every reporter, its own and another's,
 * both say the same; where they let it in, the fact is decided on its merits.
 */
class TheDoorAndAdmissionAgreeTest {

  /** Who reports. */
  private record Who(Role role, String body) {}

  private static final List<Who> EVERYBODY =
      List.of(
          new Who(Role.DESK, WAJIMA),
          new Who(Role.DESK, SUZU),
          new Who(Role.DESK, SHINJUKU),
          new Who(Role.WARD, SHINJUKU),
          new Who(Role.WARD, SUMIDA),
          new Who(Role.WARD, WAJIMA),
          new Who(Role.COORDINATOR, ID),
          new Who(Role.COORDINATOR, "osaka"),
          new Who(Role.SYSTEM, "kizuna"));

  private static final Set<String> RECEIVER = Set.of(WAJIMA);
  private static final Set<String> LENDER = Set.of(SHINJUKU);

  /** A fact on a network where it is legal, and what it is about. */
  private record DecisionContext(
      NetworkAtWork at, Fact fact, Set<String> desks, Set<String> wards) {}

  @ParameterizedTest
  @EnumSource(value = FactKind.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
  void bothSayTheSameOfEveryReporter(FactKind kind) {
    List<String> differ = new ArrayList<>();
    int let = 0;
    for (Who who : EVERYBODY) {
      DecisionContext c = of(kind);
      boolean door =
          ReportingRights.may(
              kizuna.codes.Role.valueOf(who.role().name()),
              who.body(),
              kind,
              new About(ID, c.desks(), c.wards()));
      Decision decision =
          kind == FactKind.NETWORK_FORMED
              ? Decider.decide(
                  new NetworkState(ID),
                  new Report(
                      ID,
                      Instant.parse("2024-01-01T07:10:00Z"),
                      who.role(),
                      who.body(),
                      true,
                      c.fact()),
                  1)
              : c.at().tell(who.role(), who.body(), c.fact());
      boolean admitted = decision.outcome() == Outcome.ACCEPTED;
      boolean notYours =
          decision.reasons().stream().anyMatch(r -> r.code() == RejectionCode.NOT_YOURS);
      if (door != admitted || admitted == notYours) {
        differ.add(
            who
                + ": the door says "
                + door
                + ", admission "
                + decision.outcome()
                + " "
                + decision.reasons());
      }
      let += door ? 1 : 0;
    }
    assertThat(differ).as(kind.name()).isEmpty();
    assertThat(let)
        .as("somebody may report it, and not everybody")
        .isBetween(1, EVERYBODY.size() - 1);
  }

  /** A request of Wajima for which Shinjuku's people are on their way, as far as these acts go. */
  private static NetworkAtWork after(Act... acts) {
    NetworkAtWork at = new NetworkAtWork(ID, NetworkAtWork.formed("kanto"));
    at.signed(new AgreementTerms());
    at.requested(new RequestTerms());
    OfferTerms offer = new OfferTerms();
    offer.lastDay = day(20);
    at.offered(offer);
    for (Act act : acts) {
      boolean ends = act == Act.RELEASE || act == Act.RECALL;
      if (act == Act.ASK_EXTENSION) {
        at.accept(
            Role.COORDINATOR,
            ID,
            new Fact.ExtensionRequested(NetworkAtWork.named(dispatch(at)), day(10)));
      } else if (ends) {
        at.acted(act, dispatch(at), day(4));
      } else {
        at.acted(act, dispatch(at));
      }
    }
    return at;
  }

  /** The one dispatch there is. */
  private static String dispatch(NetworkAtWork at) {
    return at.dispatch("r1-1").id();
  }

  private static DecisionContext acted(Act act, Act... before) {
    NetworkAtWork at = after(before);
    boolean ends = act == Act.RELEASE || act == Act.RECALL;
    return new DecisionContext(
        at, NetworkAtWork.act(act, dispatch(at), ends ? day(4) : null), RECEIVER, LENDER);
  }

  private static final Fact LESSON =
      new Fact.LessonRecorded("l1", "run-1", WAJIMA, null, WAJIMA, null);

  private static final Fact CONTACT_TEST =
      new Fact.ContactTestSent("t1", SHINJUKU, List.of(WAJIMA));

  private static DecisionContext of(FactKind kind) {
    Set<String> none = Set.of();
    return switch (kind) {
      case NETWORK_FORMED ->
          new DecisionContext(new NetworkAtWork(), NetworkAtWork.formed(null), none, none);
      case MUNICIPALITIES_LISTED ->
          new DecisionContext(
              new NetworkAtWork(),
              new Fact.MunicipalitiesListed(List.of(new Municipality(WAJIMA, 37, 136))),
              none,
              none);
      case ASSOCIATION_LISTED ->
          new DecisionContext(
              new NetworkAtWork(), new Fact.AssociationListed("kai", RECEIVER), none, none);
      case AGREEMENT_SIGNED ->
          new DecisionContext(
              new NetworkAtWork(),
              new Fact.AgreementSigned(new AgreementTerms().signed()),
              none,
              none);
      case AGREEMENT_ENDED ->
          new DecisionContext(after(), new Fact.AgreementEnded("a1", day(20)), none, none);
      case AGREEMENT_SUSPENDED ->
          new DecisionContext(after(), new Fact.AgreementSuspended("a1"), none, none);
      case AGREEMENT_RESUMED -> {
        NetworkAtWork at = after();
        at.accept(Role.SYSTEM, "kizuna", new Fact.AgreementSuspended("a1"));
        yield new DecisionContext(at, new Fact.AgreementResumed("a1"), none, none);
      }
      case PLAN_CONFIRMED ->
          new DecisionContext(
              after(), new Fact.PlanConfirmed("a1", SHINJUKU, day(20)), LENDER, LENDER);
      case DISASTER_DECLARED ->
          new DecisionContext(
              after(),
              new Fact.DisasterDeclared(
                  NetworkAtWork.disaster("quake", HazardType.EARTHQUAKE, WAJIMA), true, false),
              RECEIVER,
              RECEIVER);
      case DISASTERS_JOINED -> {
        NetworkAtWork at = after();
        at.accept(
            Role.SYSTEM,
            "kizuna",
            new Fact.DisasterDeclared(
                NetworkAtWork.disaster("quake", HazardType.EARTHQUAKE, WAJIMA)));
        yield new DecisionContext(
            at, new Fact.DisastersJoined("quake", NetworkAtWork.NOTO), none, none);
      }
      case DISASTER_ENDED ->
          new DecisionContext(
              after(), new Fact.DisasterEnded(NOTO, true, day(1)), RECEIVER, RECEIVER);
      case DISASTER_REOPENED -> {
        NetworkAtWork at = after();
        at.accept(Role.COORDINATOR, ID, new Fact.DisasterEnded(NOTO, true, day(1)));
        yield new DecisionContext(at, new Fact.DisasterReopened(NOTO), RECEIVER, RECEIVER);
      }
      case DISASTER_CORRECTED ->
          new DecisionContext(
              after(),
              new Fact.DisasterCorrected(NOTO, "能登", null, null, none, none),
              RECEIVER,
              RECEIVER);
      case LENDER_JOINED ->
          new DecisionContext(new NetworkAtWork(), new Fact.LenderJoined(WAJIMA), none, none);
      case LENDER_LEFT ->
          new DecisionContext(new NetworkAtWork(), new Fact.LenderLeft(SHINJUKU), none, none);
      case NETWORK_TERMS_CHANGED ->
          new DecisionContext(
              new NetworkAtWork(),
              new Fact.NetworkTermsChanged(60, null, null, null, null, null, null),
              none,
              none);
      case DUTY_DESK_PUBLISHED ->
          new DecisionContext(
              new NetworkAtWork(), new Fact.DutyDeskPublished(WAJIMA), RECEIVER, RECEIVER);
      case LESSON_RECORDED -> new DecisionContext(new NetworkAtWork(), LESSON, RECEIVER, RECEIVER);
      case LESSON_CLOSED -> {
        NetworkAtWork at = new NetworkAtWork();
        at.accept(Role.COORDINATOR, ID, LESSON);
        yield new DecisionContext(
            at, new Fact.LessonClosed("l1", WAJIMA, "run-2"), RECEIVER, RECEIVER);
      }
      case CONTACT_TEST_SENT ->
          new DecisionContext(new NetworkAtWork(), CONTACT_TEST, LENDER, LENDER);
      case CONTACT_TEST_ANSWERED -> {
        NetworkAtWork at = new NetworkAtWork();
        at.accept(Role.COORDINATOR, ID, CONTACT_TEST);
        yield new DecisionContext(
            at, new Fact.ContactTestAnswered("t1", WAJIMA), RECEIVER, RECEIVER);
      }
      case AID_REQUESTED ->
          new DecisionContext(
              new NetworkAtWork(),
              new Fact.AidRequested(new RequestTerms().request()),
              RECEIVER,
              none);
      case AID_REQUEST_DOCUMENTED ->
          new DecisionContext(after(), new Fact.AidRequestDocumented("r1", "12"), RECEIVER, none);
      case AID_REQUEST_AMENDED ->
          new DecisionContext(
              after(),
              new Fact.AidRequestAmended("r1", 6, null, null, null, Priority.URGENT),
              RECEIVER,
              none);
      case AID_REQUEST_CANCELLED ->
          new DecisionContext(
              after(),
              new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED),
              RECEIVER,
              none);
      case AID_REQUEST_MERGED -> {
        NetworkAtWork at = after();
        RequestTerms twin = new RequestTerms();
        twin.id = "r2";
        at.requested(twin);
        yield new DecisionContext(at, new Fact.AidRequestMerged("r2", "r1"), RECEIVER, none);
      }
      case ESCALATION_ANSWERED -> {
        NetworkAtWork at = new NetworkAtWork(ID, NetworkAtWork.formed("kanto"));
        at.requested(new RequestTerms());
        at.timePassed(at.now().plusSeconds(60L * NetworkAtWork.ESCALATE_AFTER_MINUTES));
        yield new DecisionContext(
            at, new Fact.EscalationAnswered("r1", "kanto", List.of()), none, none);
      }
      case STAFF_OFFERED -> {
        OfferTerms more = new OfferTerms();
        more.id = "o2";
        yield new DecisionContext(
            new NetworkAtWork(), new Fact.StaffOffered(more.offer()), none, LENDER);
      }
      case OFFER_WITHDRAWN ->
          new DecisionContext(
              after(), new Fact.OfferWithdrawn("o1", RefusalReason.NO_STAFF_LEFT), none, LENDER);
      case OFFER_REJECTED -> {
        NetworkAtWork at = after();
        OfferTerms asked = new OfferTerms();
        asked.id = "o2";
        asked.answersRequestId = "r1";
        asked.firstDay = day(9);
        asked.lastDay = day(20);
        asked.lender = SUMIDA;
        at.offered(asked);
        yield new DecisionContext(
            at, new Fact.OfferRejected("o2", RefusalReason.RECEPTION_NOT_READY), RECEIVER, none);
      }
      case LENDER_LIMITS_SET ->
          new DecisionContext(
              new NetworkAtWork(),
              new Fact.LenderLimitsSet(SHINJUKU, new LenderLimits(40, Map.of(), 0)),
              none,
              LENDER);
      case COUNTERPART_APPOINTED ->
          new DecisionContext(
              after(),
              new Fact.CounterpartAppointed(NOTO, WAJIMA, SHINJUKU, CounterpartRole.LEAD),
              RECEIVER,
              none);
      case COUNTERPART_RELIEVED -> {
        NetworkAtWork at = after();
        at.accept(
            Role.COORDINATOR,
            ID,
            new Fact.CounterpartAppointed(NOTO, WAJIMA, SHINJUKU, CounterpartRole.LEAD));
        yield new DecisionContext(
            at, new Fact.CounterpartRelieved(NOTO, WAJIMA, SHINJUKU, null), RECEIVER, none);
      }
      case OVERRIDE_MADE ->
          new DecisionContext(after(), new Fact.OverrideMade(pinned()), RECEIVER, none);
      case OVERRIDE_REVOKED -> {
        NetworkAtWork at = after();
        at.overridden(pinned());
        yield new DecisionContext(at, new Fact.OverrideRevoked("v1"), none, none);
      }
      case DISPATCH_CONFIRMED -> acted(Act.CONFIRM);
      case DISPATCH_DECLINED -> acted(Act.DECLINE);
      case DISPATCH_CANCELLED -> acted(Act.CANCEL, Act.CONFIRM);
      case STAFF_DEPARTED -> acted(Act.DEPART, Act.CONFIRM);
      case STAFF_ARRIVED -> acted(Act.ARRIVE, Act.CONFIRM, Act.DEPART);
      case HANDOVER_STARTED -> acted(Act.HAND_OVER, Act.CONFIRM, Act.DEPART, Act.ARRIVE);
      case STAFF_RECALLED -> acted(Act.RECALL, Act.CONFIRM, Act.DEPART, Act.ARRIVE);
      case STAFF_RELEASED -> acted(Act.RELEASE, Act.CONFIRM, Act.DEPART, Act.ARRIVE);
      case STAFF_RETURNED -> acted(Act.RETURN, Act.CONFIRM, Act.DEPART, Act.ARRIVE, Act.RELEASE);
      case EXTENSION_REQUESTED -> {
        NetworkAtWork at = after(Act.CONFIRM, Act.DEPART, Act.ARRIVE);
        yield new DecisionContext(
            at,
            new Fact.ExtensionRequested(NetworkAtWork.named(dispatch(at)), day(10)),
            RECEIVER,
            LENDER);
      }
      case EXTENSION_ANSWERED -> {
        NetworkAtWork at = after(Act.CONFIRM, Act.DEPART, Act.ARRIVE, Act.ASK_EXTENSION);
        yield new DecisionContext(
            at,
            new Fact.ExtensionAnswered(NetworkAtWork.named(dispatch(at)), false),
            RECEIVER,
            LENDER);
      }
      case STAFF_RETASKED -> {
        NetworkAtWork at = after(Act.CONFIRM, Act.DEPART, Act.ARRIVE);
        yield new DecisionContext(
            at,
            new Fact.StaffRetasked(NetworkAtWork.named(dispatch(at)), TaskType.RELIEF_GOODS),
            RECEIVER,
            LENDER);
      }
      case REPORT_RETRACTED -> {
        NetworkAtWork at = after();
        at.accept(Role.WARD, SHINJUKU, NetworkAtWork.act(Act.CONFIRM, dispatch(at), null));
        yield new DecisionContext(
            at,
            new Fact.ReportRetracted(NetworkAtWork.named(dispatch(at)), null),
            Set.of(),
            LENDER);
      }
      case TIME_PASSED -> {
        NetworkAtWork at = new NetworkAtWork();
        yield new DecisionContext(at, new Fact.TimePassed(at.now()), none, none);
      }
      case CLOCK_SET -> {
        NetworkAtWork at = new NetworkAtWork();
        yield new DecisionContext(at, new Fact.ClockSet(at.now()), none, none);
      }
      case ACCESS_DENIED ->
          new DecisionContext(new NetworkAtWork(), new Fact.AccessDenied("a-1"), none, none);
      case RULES_ADOPTED ->
          new DecisionContext(new NetworkAtWork(), new Fact.RulesAdopted(5, 6, 1), none, none);
      case UNKNOWN -> throw new IllegalArgumentException("expected a kind");
    };
  }

  private static OverrideDecision pinned() {
    return new OverrideDecision("v1", OverrideDecision.Kind.PIN, "r1", SHINJUKU, null, null);
  }
}
