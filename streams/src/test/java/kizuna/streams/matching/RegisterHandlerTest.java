package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUGINAMI;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.state.DispatchState;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.OfferState;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.Test;

/** The network itself: its lenders, their limits, its terms, its places. */
class RegisterHandlerTest {

  private final NetworkAtWork kizuna = new NetworkAtWork();

  private Decision kept(Fact fact) {
    return kizuna.accept(Role.COORDINATOR, ID, fact);
  }

  private RejectionCode refused(Fact fact) {
    return kizuna.refuse(Role.COORDINATOR, ID, fact).code();
  }

  @Test
  void aNetworkIsFormedOnce() {
    assertThat(refused(NetworkAtWork.formed(null, SHINJUKU)))
        .isEqualTo(RejectionCode.NETWORK_ALREADY_FORMED);
  }

  @Test
  void aMunicipalityJoinsOnceAndLendsFromThenOn() {
    kizuna.signed(new AgreementTerms());
    kizuna.requested("r1", 2, 1, 8);

    kept(new Fact.LenderJoined(SUZU));

    assertThat(kizuna.network.register().isLender(SUZU)).isTrue();
    assertThat(refused(new Fact.LenderJoined(SUZU))).isEqualTo(RejectionCode.LENDER_ALREADY_JOINED);
    assertThat(refused(new Fact.LenderJoined("999999")))
        .isEqualTo(RejectionCode.UNKNOWN_MUNICIPALITY);
    kizuna.offered("o1", SUZU, 2, 1, 8);
    assertThat(kizuna.network.offerOf("o1").offer().lender()).isEqualTo(SUZU);
  }

  @Test
  void whatALenderThatLeavesHasPromisedStaysAndItsOtherOffersEnd() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.acted(Act.CONFIRM, "r1-1");
    kizuna.offered("o2", SHINJUKU, 2, 1, 8);
    kizuna.requested("r2", 2, 1, 8);
    assertThat(kizuna.dispatch("r2-1").state()).isEqualTo(DispatchState.PROPOSED);

    kept(new Fact.LenderLeft(SHINJUKU));

    assertThat(kizuna.network.register().isLender(SHINJUKU)).isFalse();
    assertThat(kizuna.dispatch("r1-1").state()).isEqualTo(DispatchState.CONFIRMED);
    assertThat(kizuna.dispatch("r2-1").state()).isEqualTo(DispatchState.CANCELLED);
    assertThat(kizuna.network.offerOf("o2").state(kizuna.network.today()))
        .isEqualTo(OfferState.WITHDRAWN);
    assertThat(refused(new Fact.LenderLeft(SHINJUKU))).isEqualTo(RejectionCode.UNKNOWN_LENDER);
  }

  @Test
  void theLastLenderStays() {
    kept(new Fact.LenderLeft(SHINJUKU));
    kept(new Fact.LenderLeft(SUMIDA));

    assertThat(refused(new Fact.LenderLeft(SUGINAMI))).isEqualTo(RejectionCode.LAST_LENDER);
  }

  @Test
  void newTermsHoldForWhatIsProposedFromThenOn() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 4, 1, 8);
    kizuna.requested("r1", 2, 1, 8);
    var before = kizuna.dispatch("r1-1").holdUntil();

    kept(new Fact.NetworkTermsChanged(7, null, null, null, null, null, null));
    kizuna.requested("r2", 2, 1, 8);

    assertThat(kizuna.dispatch("r1-1").holdUntil()).isEqualTo(before);
    assertThat(kizuna.dispatch("r2-1").holdUntil())
        .isEqualTo(kizuna.now().plus(Duration.ofMinutes(7)));
  }

  @Test
  void whatAHigherLimitLeavesIsMatchedAtOnce() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 4, 1, 8);
    kizuna.limitsSet(SHINJUKU, new LenderLimits(1, Map.of(), 0));
    kizuna.requested("r1", 3, 1, 8);
    assertThat(kizuna.open("r1")).isEqualTo(2 * 8);

    kizuna.limitsSet(SHINJUKU, new LenderLimits(3, Map.of(), 0));

    assertThat(kizuna.open("r1")).isZero();
  }

  @Test
  void aLimitIsOfALenderOnly() {
    assertThat(refused(new Fact.LenderLimitsSet(WAJIMA, LenderLimits.NONE)))
        .isEqualTo(RejectionCode.UNKNOWN_LENDER);
  }

  @Test
  void anAgreementWithAnAssociationCoversWhoBecomesItsMember() {
    kept(new Fact.AssociationListed("shichokai", Set.of(SUZU)));
    AgreementTerms terms = new AgreementTerms();
    terms.receivers = Set.of();
    terms.associations = List.of("shichokai");
    kizuna.signed(terms);
    kizuna.requested("r1", 2, 1, 8);
    kizuna.offered("o1", SHINJUKU, 2, 1, 8);
    assertThat(kizuna.open("r1")).isEqualTo(2 * 8);

    kept(new Fact.AssociationListed("shichokai", Set.of(SUZU, WAJIMA)));

    assertThat(kizuna.open("r1")).isZero();
  }

  @Test
  void aDutyDeskIsOfTheNetworkOrOfWhoIsKnown() {
    kept(new Fact.DutyDeskPublished(ID));
    kizuna.accept(Role.DESK, WAJIMA, new Fact.DutyDeskPublished(WAJIMA));

    assertThat(refused(new Fact.DutyDeskPublished("999999")))
        .isEqualTo(RejectionCode.UNKNOWN_MUNICIPALITY);
  }

  @Test
  void othersThanTheKeepersOfTheRegisterChangeNothing() {
    for (Fact fact :
        new Fact[] {
          new Fact.LenderJoined(SUZU),
          new Fact.LenderLeft(SHINJUKU),
          new Fact.NetworkTermsChanged(7, null, null, null, null, null, null),
          new Fact.AssociationListed("shichokai", Set.of(WAJIMA))
        }) {
      assertThat(kizuna.refuse(Role.WARD, SHINJUKU, fact).code())
          .as(fact.toString())
          .isEqualTo(RejectionCode.NOT_YOURS);
    }
  }
}
