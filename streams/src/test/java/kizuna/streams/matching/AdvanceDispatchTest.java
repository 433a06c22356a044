package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.NOTO;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import kizuna.codes.OperationMode;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FactForm;
import kizuna.streams.contract.EscalationFacts;
import kizuna.streams.contract.FactTranslator;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.AdvanceParty;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.Documentation;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestState;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.Test;

/**
 * Help that does not wait for a request (即時応援), by an agreement that says who goes first (事前割当).
 */
class AdvanceDispatchTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();
  private final AgreementTerms agreed = new AgreementTerms();

  private static AdvanceParty party(String lender, String receiver, TaskType work) {
    return new AdvanceParty(lender, receiver, work, 2, 5, "市役所", "のと里山海道", "先遣隊");
  }

  private Decision suzuIsStruck() {
    return kizuna.declared(NOTO, HazardType.EARTHQUAKE, SUZU);
  }

  /** What the decision passes on, as the facts that it becomes, decided in turn. */
  private List<Fact> decided(Decision declared) {
    FactTranslator translator = new FactTranslator(Namespace.LIVE);
    return EscalationFacts.of(ID, 7, kizuna.now(), OperationMode.ACTUAL, declared.passed()).stream()
        .peek(f -> assertThat(FactForm.check(f)).isEmpty())
        .map(f -> translator.report(f).fact())
        .peek(f -> kizuna.accept(Role.SYSTEM, "kizuna", f))
        .toList();
  }

  private String requestId(List<Fact> facts) {
    return ((Fact.AidRequested) facts.get(0)).request().id();
  }

  private String signedAndStruck() {
    agreed.advanceParties = List.of(party(SHINJUKU, SUZU, TaskType.LIAISON));
    agreed.travelDays = 1;
    kizuna.signed(agreed);
    return requestId(decided(suzuIsStruck()));
  }

  @Test
  void whomAnAgreementNamesIsProposedAsSoonAsTheReceiverIsStruck() {
    String id = signedAndStruck();

    Request request = kizuna.network.requestOf(id).request();
    assertThat(request.documentation()).isEqualTo(Documentation.UNREQUESTED);
    assertThat(request.receiver()).isEqualTo(SUZU);
    assertThat(request.damage()).isEqualTo("先遣隊");
    assertThat(kizuna.dispatches(id))
        .as("a day on the road, then five days of work")
        .containsExactly(SHINJUKU + " 2 1-5");
    assertThat(kizuna.requestState(id)).isEqualTo(RequestState.MATCHED);
  }

  /** Of two that fit, the one that sends them: not the younger one, whose plan says nothing. */
  @Test
  void whoGoesUnaskedGoesUnderTheAgreementWhosePlanSendsThem() {
    AgreementTerms younger = new AgreementTerms();
    younger.id = "younger";
    younger.validFrom = agreed.validFrom.plusYears(1);
    kizuna.signed(younger);
    String id = signedAndStruck();

    String dispatch = kizuna.network.requestOf(id).dispatchIds().iterator().next();
    assertThat(kizuna.dispatch(dispatch).agreementId()).isEqualTo(agreed.id);
  }

  @Test
  void eachDeclarationSendsThemOnce() {
    signedAndStruck();
    assertThat(suzuIsStruck().passed()).isEmpty();
    assertThat(kizuna.declared(NOTO, HazardType.EARTHQUAKE, SUZU, WAJIMA).passed()).isEmpty();
  }

  @Test
  void whoIsFoundToBeStruckLaterIsHelpedToo() {
    agreed.advanceParties = List.of(party(SHINJUKU, SUZU, TaskType.LIAISON));
    kizuna.signed(agreed);
    Decision corrected =
        kizuna.accept(
            Role.COORDINATOR,
            ID,
            new Fact.DisasterCorrected(NOTO, null, null, null, Set.of(SUZU), Set.of()));
    assertThat(kizuna.dispatches(requestId(decided(corrected)))).hasSize(1);
  }

  @Test
  void nobodyGoesWithoutAnAgreementForItNorFromAStruckLender() {
    agreed.advanceParties =
        List.of(
            party(SHINJUKU, WAJIMA, TaskType.LIAISON),
            party(SUMIDA, SUZU, TaskType.LIAISON),
            party(SHINJUKU, SUZU, TaskType.WATER_SUPPLY));
    agreed.taskTypes = Set.of(TaskType.LIAISON);
    kizuna.signed(agreed);
    AgreementTerms storms = new AgreementTerms();
    storms.id = "storms";
    storms.hazards = Set.of(HazardType.STORM_FLOOD);
    storms.advanceParties = List.of(party(SHINJUKU, SUZU, TaskType.LIAISON));
    kizuna.signed(storms);
    AgreementTerms paused = new AgreementTerms();
    paused.id = "paused";
    paused.advanceParties = storms.advanceParties;
    kizuna.signed(paused);
    kizuna.accept(Role.COORDINATOR, ID, new Fact.AgreementSuspended("paused"));
    kizuna.accept(
        Role.COORDINATOR,
        ID,
        new Fact.DisasterCorrected(NOTO, null, null, null, Set.of(SUMIDA), Set.of()));

    assertThat(suzuIsStruck().passed()).isEmpty();
  }

  @Test
  void theReceiverAcceptsThemByADocument() {
    String id = signedAndStruck();
    kizuna.accept(Role.DESK, SUZU, new Fact.AidRequestDocumented(id, "珠総第1号"));
    assertThat(kizuna.network.requestOf(id).request().documentation())
        .isEqualTo(Documentation.DOCUMENTED);
  }

  @Test
  void theReceiverStopsThem() {
    String id = signedAndStruck();
    String dispatch = kizuna.network.requestOf(id).dispatchIds().iterator().next();
    kizuna.accept(Role.DESK, SUZU, new Fact.AidRequestCancelled(id, RefusalReason.NEED_ENDED));
    assertThat(kizuna.requestState(id)).isEqualTo(RequestState.CANCELLED);
    assertThat(kizuna.dispatch(dispatch).state()).isEqualTo(DispatchState.CANCELLED);
  }

  @Test
  void nobodyElseReportsARequestThatNobodyMade() {
    RequestTerms terms = new RequestTerms();
    terms.documentation = Documentation.UNREQUESTED;
    for (Role role : List.of(Role.DESK, Role.COORDINATOR)) {
      Reason reason =
          kizuna.refuse(
              role, role == Role.DESK ? WAJIMA : ID, new Fact.AidRequested(terms.request()));
      assertThat(reason)
          .isEqualTo(
              new Reason.NotYours(
                  ID,
                  List.of(new Reason.Office(Role.SYSTEM, "kizuna")),
                  new Reason.Office(role, role == Role.DESK ? WAJIMA : ID)));
    }
  }

  @Test
  void anAgreementThatNamesStrangersIsRefused() {
    for (AdvanceParty stranger :
        List.of(
            party("131016", SUZU, TaskType.LIAISON), party(SHINJUKU, "999999", TaskType.LIAISON))) {
      agreed.advanceParties = List.of(stranger);
      Decision refused =
          kizuna.tell(Role.SYSTEM, "kizuna", new Fact.AgreementSigned(agreed.signed()));
      assertThat(refused.outcome()).isEqualTo(Outcome.REJECTED);
      assertThat(refused.reasons())
          .extracting(Reason::code)
          .containsAnyOf(RejectionCode.UNKNOWN_LENDER, RejectionCode.UNKNOWN_MUNICIPALITY);
    }
  }
}
