package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.NOTO;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.act;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.CounterpartRole;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.Lifecycle;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may report what ({@link Authority}). */
class AuthorityTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  @BeforeEach
  void agreement() {
    kizuna.signed(new AgreementTerms());
  }

  private record Reporter(Role role, String body) {}

  private static final Reporter LENDER = new Reporter(Role.WARD, SHINJUKU);

  private static final Reporter RECEIVER = new Reporter(Role.DESK, WAJIMA);

  private static final Reporter COORDINATOR = new Reporter(Role.COORDINATOR, ID);

  private static final Reporter SYSTEM = new Reporter(Role.SYSTEM, "kizuna");

  private static final List<Reporter> EVERYBODY =
      List.of(
          LENDER,
          RECEIVER,
          COORDINATOR,
          SYSTEM,
          new Reporter(Role.WARD, SUMIDA),
          new Reporter(Role.WARD, WAJIMA),
          new Reporter(Role.DESK, SUZU),
          new Reporter(Role.DESK, SHINJUKU),
          new Reporter(Role.COORDINATOR, "osaka"));

  /** The fact that reports an act on the first dispatch. */
  private static Fact fact(Act act) {
    Fact.DispatchName first = NetworkAtWork.named("r1-1");
    return switch (act) {
      case ASK_EXTENSION -> new Fact.ExtensionRequested(first, day(10));
      case ANSWER_EXTENSION -> new Fact.ExtensionAnswered(first, false);
      case RETASK -> new Fact.StaffRetasked(first, TaskType.RELIEF_GOODS);
      default -> act(act, "r1-1", null);
    };
  }

  private void only(Fact fact, Set<Reporter> allowed) {
    for (Reporter by : EVERYBODY) {
      Decision decision =
          Decider.decide(
              kizuna.network, new Report(ID, kizuna.now(), by.role(), by.body(), true, fact), 99);
      if (allowed.contains(by)) {
        assertThat(decision.reasons()).as("%s by %s", fact, by).isEmpty();
        assertThat(decision.outcome()).isEqualTo(Outcome.ACCEPTED);
      } else {
        assertThat(decision.outcome()).as("%s by %s", fact, by).isEqualTo(Outcome.REJECTED);
        assertThat(decision.changes()).isEmpty();
        assertThat(decision.reasons())
            .singleElement()
            .isInstanceOfSatisfying(
                Reason.NotYours.class,
                no -> assertThat(no.reporter()).isEqualTo(new Reason.Office(by.role(), by.body())));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = Act.class, names = "LAPSE", mode = EnumSource.Mode.EXCLUDE)
  void eachActOnADispatchIsThatOfItsSide(Act act) {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    DispatchState from = Lifecycle.legalIn(DispatchState.class, act).get(0);
    DispatchHandlerTest.WAYS.getOrDefault(from, List.of()).forEach(a -> kizuna.acted(a, "r1-1"));
    if (act == Act.ANSWER_EXTENSION) {
      kizuna.accept(
          Role.DESK, WAJIMA, new Fact.ExtensionRequested(NetworkAtWork.named("r1-1"), day(9)));
    }

    only(
        fact(act),
        switch (act) {
          case CONFIRM, DECLINE, DEPART, RECALL, RETURN, ANSWER_EXTENSION ->
              Set.of(LENDER, COORDINATOR);
          case RELEASE, RETASK, ASK_EXTENSION -> Set.of(RECEIVER, COORDINATOR);
          default -> Set.of(LENDER, RECEIVER, COORDINATOR);
        });
  }

  @Test
  void requestsAreTheReceiversAndOffersTheLenders() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    kizuna.requested("r3", 5, 1, 8);
    RequestTerms request = new RequestTerms();
    request.id = "r2";
    OfferTerms offer = new OfferTerms();
    offer.id = "o2";

    Set<Reporter> receiver = Set.of(RECEIVER, COORDINATOR);
    // Kizuna itself asks for what another network passed on.
    Set<Reporter> asks = Set.of(RECEIVER, COORDINATOR, SYSTEM);
    only(new Fact.AidRequested(request.request()), asks);
    only(new Fact.AidRequestDocumented("r1", "第1号"), receiver);
    only(new Fact.AidRequestAmended("r1", 6, null, null, null, null), asks);
    only(new Fact.AidRequestCancelled("r1", RefusalReason.NEED_ENDED), asks);
    only(new Fact.AidRequestMerged("r3", "r1"), asks);
    Set<Reporter> lender = Set.of(LENDER, COORDINATOR);
    // Kizuna itself offers whom an agreement sends first.
    only(new Fact.StaffOffered(offer.offer()), Set.of(LENDER, COORDINATOR, SYSTEM));
    only(new Fact.OfferWithdrawn("o1", RefusalReason.OTHER), lender);
    only(new Fact.LenderLimitsSet(SHINJUKU, LenderLimits.NONE), lender);
    only(
        new Fact.DutyDeskPublished(WAJIMA),
        Set.of(RECEIVER, new Reporter(Role.WARD, WAJIMA), COORDINATOR));
    only(new Fact.DutyDeskPublished(ID), Set.of(COORDINATOR));
  }

  @Test
  void theRegisterIsKeptByTheCoordinatorAndKizunaItselfAndOnlyKizunaTellsTheTime() {
    AgreementTerms next = new AgreementTerms();
    next.version = 2;
    Set<Reporter> keepers = Set.of(COORDINATOR, SYSTEM);

    only(new Fact.MunicipalitiesListed(List.of()), keepers);
    only(new Fact.AssociationListed("shichokai", Set.of(WAJIMA)), keepers);
    only(new Fact.AgreementSigned(next.signed()), keepers);
    only(new Fact.AgreementEnded("a1", day(20)), keepers);
    only(new Fact.TimePassed(kizuna.now()), Set.of(SYSTEM));
    only(
        new Fact.PlanConfirmed("a1", SHINJUKU, day(30)),
        Set.of(LENDER, new Reporter(Role.DESK, SHINJUKU), COORDINATOR, SYSTEM));
    only(
        new Fact.DisasterDeclared(NetworkAtWork.disaster("d2", HazardType.STORM_FLOOD, WAJIMA)),
        Set.of(RECEIVER, new Reporter(Role.WARD, WAJIMA), COORDINATOR, SYSTEM));
    only(new Fact.AgreementSuspended("a1"), keepers);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementSuspended("a1"));
    only(new Fact.AgreementResumed("a1"), keepers);
  }

  @Test
  void coordinatorsOverrideAndTheReceiverAppointsItsCounterpartsToo() {
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 5, 1, 8);
    OfferTerms answer = new OfferTerms();
    answer.id = "o2";
    answer.answersRequestId = "r1";
    kizuna.offered(answer);
    OverrideDecision pin =
        new OverrideDecision("v2", OverrideDecision.Kind.PIN, "r1", SUMIDA, null, null);
    Set<Reporter> coordinator = Set.of(COORDINATOR);
    Set<Reporter> receiver = Set.of(RECEIVER, COORDINATOR);

    only(new Fact.OverrideMade(pin), coordinator);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.OverrideMade(pin));
    only(new Fact.OverrideRevoked("v2"), coordinator);
    only(new Fact.CounterpartAppointed(NOTO, WAJIMA, SUMIDA, CounterpartRole.LEAD), receiver);
    kizuna.accept(
        Role.COORDINATOR,
        ID,
        new Fact.CounterpartAppointed(NOTO, WAJIMA, SUMIDA, CounterpartRole.LEAD));
    only(new Fact.CounterpartRelieved(NOTO, WAJIMA, SUMIDA, null), receiver);
    only(new Fact.OfferRejected("o2", RefusalReason.RECEPTION_NOT_READY), receiver);
    only(new Fact.OfferRejected("o1", RefusalReason.COORDINATION), coordinator);
  }
}
