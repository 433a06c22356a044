package kizuna.streams.matching.rules;

import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import kizuna.streams.matching.NetworkAtWork;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is asked first among those that fit: each criterion, where all before it tie. */
class RankTermTest {

  /** Two lenders that tie in every term; an example says otherwise of each. */
  private static final class Terms {
    boolean pinned;
    boolean planConfirmed;
    boolean ownPartner;
    boolean lead;
    boolean sameCounterpart;
    long personDays = 8;
    int distanceKm = 300;
    String lender = SHINJUKU;

    Rank rank() {
      return new Rank(
          pinned, planConfirmed, ownPartner, lead, sameCounterpart, personDays, distanceKm, lender);
    }
  }

  /** What makes a lender the better one by a term. */
  private static Consumer<Terms> betterBy(RankTerm term) {
    return switch (term) {
      case PINNED -> t -> t.pinned = true;
      case PLAN_CONFIRMED -> t -> t.planConfirmed = true;
      case OWN_PARTNER -> t -> t.ownPartner = true;
      case LEAD_COUNTERPART -> t -> t.lead = true;
      case SAME_COUNTERPART -> t -> t.sameCounterpart = true;
      case LEAST_BURDENED -> t -> t.personDays = 7;
      case NEAREST -> t -> t.distanceKm = 299;
      case LOWEST_CODE -> t -> t.lender = "131016";
    };
  }

  @ParameterizedTest
  @EnumSource(RankTerm.class)
  void aTermDecidesWhereThoseBeforeItTieWhateverThoseBehindItSay(RankTerm term) {
    Terms first = new Terms();
    Terms second = new Terms();
    for (RankTerm other : RankTerm.values()) {
      if (other.compareTo(term) < 0) {
        betterBy(other).accept(first);
        betterBy(other).accept(second);
      } else if (other.compareTo(term) > 0) {
        betterBy(other).accept(second);
      }
    }
    betterBy(term).accept(first);

    assertThat(Rank.ORDER.compare(first.rank(), second.rank())).isNegative();
    assertThat(Rank.ORDER.compare(second.rank(), first.rank())).isPositive();
  }

  @Test
  void theOrderIsTotalHoweverTheLendersCame() {
    Random random = new Random(23);
    List<Rank> ranks = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      ranks.add(
          new Rank(
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextInt(3),
              random.nextInt(3),
              "lender-" + i));
    }
    List<Rank> once = new ArrayList<>(ranks);
    once.sort(Rank.ORDER);
    Collections.shuffle(ranks, random);
    ranks.sort(Rank.ORDER);

    assertThat(ranks).isEqualTo(once);
  }

  // Where the terms come from.

  private final NetworkAtWork kizuna = new NetworkAtWork();

  private Rank rank(String lender) {
    Eligibility eligibility = kizuna.eligibility(new RequestTerms(), lender);
    assertThat(eligibility.findings()).isEmpty();
    return eligibility.rank();
  }

  private void signedAndOffered() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.offered("o2", SUMIDA, 5, 1, 8);
  }

  private static LocalDate today() {
    return day(0);
  }

  @Test
  void thePlanIsConfirmedOnlyIfBothSidesConfirmedItForToday() {
    signedAndOffered();
    assertThat(rank(SHINJUKU).planConfirmed()).isFalse();

    kizuna.planConfirmed("a1", WAJIMA, today());
    assertThat(rank(SHINJUKU).planConfirmed()).isFalse();
    kizuna.planConfirmed("a1", SHINJUKU, today().minusDays(1));
    assertThat(rank(SHINJUKU).planConfirmed()).as("until yesterday").isFalse();
    kizuna.planConfirmed("a1", SHINJUKU, today());
    assertThat(rank(SHINJUKU).planConfirmed()).as("until today").isTrue();
    assertThat(rank(SUMIDA).planConfirmed()).isFalse();
  }

  @Test
  void anAgreementThatNamesTheReceiverIsItsOwnAndThatOfItsAssociationIsNot() {
    kizuna.accept(Role.SYSTEM, "kizuna", new Fact.AssociationListed("shichokai", Set.of(WAJIMA)));
    AgreementTerms umbrella = new AgreementTerms();
    umbrella.receivers = Set.of();
    umbrella.associations = List.of("shichokai");
    kizuna.signed(umbrella);
    AgreementTerms own = new AgreementTerms();
    own.id = "a2";
    own.lenders = Set.of(SUMIDA);
    kizuna.signed(own);
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.offered("o2", SUMIDA, 5, 1, 8);

    assertThat(rank(SHINJUKU).ownPartner()).isFalse();
    assertThat(rank(SUMIDA).ownPartner()).isTrue();
  }

  @Test
  void whoIsOrWasThereInThisDisasterIsACounterpartAndWhoDeclinedIsNot() {
    signedAndOffered();
    kizuna.requested("r0", 2, 1, 8);
    String asked = kizuna.dispatch("r0-1").lender();
    assertThat(rank(asked).sameCounterpart()).isTrue();

    kizuna.acted(Act.DECLINE, "r0-1");
    assertThat(rank(asked).sameCounterpart()).isFalse();
    assertThat(kizuna.dispatch("r0-2").lender()).isNotEqualTo(asked);
    assertThat(rank(kizuna.dispatch("r0-2").lender()).sameCounterpart()).isTrue();
  }

  @Test
  void whoIsElsewhereOrThereInAnotherDisasterIsNoCounterpart() {
    signedAndOffered();
    kizuna.declared("rain", HazardType.STORM_FLOOD, WAJIMA);
    RequestTerms rain = new RequestTerms();
    rain.id = "r0";
    rain.disasterId = "rain";
    rain.headCount = 1;
    kizuna.requested(rain);
    RequestTerms elsewhere = new RequestTerms();
    elsewhere.id = "r00";
    elsewhere.receiver = NetworkAtWork.SUZU;
    elsewhere.headCount = 1;
    kizuna.requested(elsewhere);

    assertThat(rank(SHINJUKU).sameCounterpart()).isFalse();
    assertThat(rank(SUMIDA).sameCounterpart()).isFalse();
  }

  @Test
  void theBurdenIsPersonsTimesDaysPromisedOrServed() {
    signedAndOffered();
    assertThat(rank(SHINJUKU).personDays()).isZero();
    kizuna.requested("r0", 3, 1, 4);
    String asked = kizuna.dispatch("r0-1").lender();
    assertThat(rank(asked).personDays()).isEqualTo(3 * 4);

    kizuna.acted(Act.CONFIRM, "r0-1");
    kizuna.acted(Act.DEPART, "r0-1");
    kizuna.acted(Act.ARRIVE, "r0-1");
    kizuna.acted(Act.RELEASE, "r0-1", day(3));
    kizuna.acted(Act.RETURN, "r0-1");
    assertThat(rank(asked).personDays()).isEqualTo(3 * 3);
  }

  @Test
  void theDistanceIsThatOfTheGreatCircle() {
    signedAndOffered();

    assertThat(rank(SHINJUKU).distanceKm()).isEqualTo(314);
    assertThat(rank(SUMIDA).distanceKm()).isEqualTo(319);
  }

  // Which of several agreements applies.

  private void signed(String id, LocalDate validFrom, boolean own) {
    AgreementTerms terms = new AgreementTerms();
    terms.id = id;
    terms.validFrom = validFrom;
    terms.receivers = own ? Set.of(WAJIMA) : Set.of();
    terms.associations = List.of("shichokai");
    kizuna.signed(terms);
  }

  private String applies() {
    Eligibility eligibility = kizuna.eligibility(new RequestTerms(), SHINJUKU);
    assertThat(eligibility.findings()).isEmpty();
    return eligibility.agreement().orElseThrow().id();
  }

  @Test
  void theConfirmedAgreementAppliesThenTheOwnThenTheYoungerThenTheFirstById() {
    kizuna.accept(Role.SYSTEM, "kizuna", new Fact.AssociationListed("shichokai", Set.of(WAJIMA)));
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    LocalDate old = LocalDate.of(2010, 4, 1);
    LocalDate young = LocalDate.of(2020, 4, 1);

    signed("d", old, false);
    assertThat(applies()).isEqualTo("d");
    signed("c", old, false);
    assertThat(applies()).as("first by id").isEqualTo("c");
    signed("e", young, false);
    assertThat(applies()).as("younger").isEqualTo("e");
    signed("f", old, true);
    assertThat(applies()).as("own").isEqualTo("f");
    kizuna.planConfirmed("d", SHINJUKU, day(30));
    kizuna.planConfirmed("d", WAJIMA, day(30));
    assertThat(applies()).as("confirmed").isEqualTo("d");
  }

  // What a lender can take over.

  @Test
  void aTourIsAtMostTheShorterOfWhatIsAskedAndWhatTheAgreementAllows() {
    AgreementTerms terms = new AgreementTerms();
    terms.longestTourDays = 5;
    kizuna.signed(terms);
    kizuna.offered("o1", SHINJUKU, 5, 1, 30);
    RequestTerms request = new RequestTerms();
    request.tourDays = 6;
    request.lastDay = day(15);
    kizuna.requested(request);

    assertThat(List.of("r1-1", "r1-2", "r1-3"))
        .extracting(id -> kizuna.dispatch(id).wave() + " " + kizuna.dispatch(id).covers().get())
        .containsExactly(
            "1 2024-01-02/2024-01-06", "2 2024-01-07/2024-01-11", "3 2024-01-12/2024-01-16");
    assertThat(kizuna.network.dispatch("r1-4")).isNull();
  }

  @Test
  void aLenderTakesOverWhatIsMissingAndNoMore() {
    signedAndOffered();
    kizuna.requested("r1", 7, 1, 8);

    assertThat(kizuna.dispatch("r1-1").headCount()).isEqualTo(5);
    assertThat(kizuna.dispatch("r1-2").headCount()).isEqualTo(2);
    assertThat(kizuna.open("r1")).isZero();
    assertThat(kizuna.network.offerOf("o2").freeOn(day(1).toEpochDay())).isEqualTo(3);
  }

  @Test
  void theAgreementsHeadCountIsTheMostOfOneLenderOnOneDay() {
    AgreementTerms terms = new AgreementTerms();
    terms.headCountLimit = 3;
    terms.taskTypes = Set.of(TaskType.SHELTER_OPERATION);
    kizuna.signed(terms);
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.requested("r1", 4, 1, 8);

    assertThat(kizuna.dispatch("r1-1").headCount()).isEqualTo(3);
    assertThat(kizuna.open("r1")).isEqualTo(8);
  }
}
