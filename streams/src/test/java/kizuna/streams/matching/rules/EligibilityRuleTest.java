package kizuna.streams.matching.rules;

import static kizuna.streams.matching.NetworkAtWork.DAY1;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUMIDA;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static kizuna.streams.matching.NetworkAtWork.day;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kizuna.streams.matching.NetworkAtWork;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.matching.NetworkAtWork.OfferTerms;
import kizuna.streams.matching.NetworkAtWork.RequestTerms;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.DispatchState.Act;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.LenderLimits;
import kizuna.streams.state.OverrideDecision;
import kizuna.streams.state.Period;
import kizuna.streams.state.Qualification;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Role;
import kizuna.streams.state.TaskType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each rule by example: what it lets pass, what it stops, and with which numbers. In every example
 * Shinjuku is looked at for request r1 of Wajima, five persons from 2 to 9 January, and all would
 * fit but for what the example says.
 */
class EligibilityRuleTest {

  private static final Period PERIOD = new Period(day(1), day(8));

  /** Everything that an example may change before Shinjuku is looked at. */
  static final class Given {
    final NetworkAtWork kizuna = new NetworkAtWork();
    final AgreementTerms agreement = new AgreementTerms();
    final OfferTerms offer = new OfferTerms();
    final RequestTerms request = new RequestTerms();
    boolean signed = true;
    boolean offered = true;
    Consumer<NetworkAtWork> before = k -> {};
    Consumer<NetworkAtWork> after = k -> {};

    List<Finding> findings() {
      if (signed) {
        kizuna.signed(agreement);
      }
      before.accept(kizuna);
      if (offered) {
        kizuna.offered(offer);
      }
      after.accept(kizuna);
      return kizuna.eligibility(request, SHINJUKU).findings();
    }
  }

  record Example(
      EligibilityRule rule, String says, Consumer<Given> given, @Nullable Finding stopped) {
    @Override
    public String toString() {
      return rule + (stopped == null ? " lets pass: " : " stops: ") + says;
    }
  }

  private static Example passes(EligibilityRule rule, String says, Consumer<Given> given) {
    return new Example(rule, says, given, null);
  }

  private static Example stops(
      EligibilityRule rule, String says, Consumer<Given> given, Finding finding) {
    return new Example(rule, says, given, finding);
  }

  static Stream<Example> examples() {
    return Stream.of(
            forbidden(),
            struck(),
            inForce(),
            suspended(),
            hazard(),
            task(),
            tourLongEnough(),
            headCountLeft(),
            offered(),
            thisDisaster(),
            offeredTask(),
            qualifications(),
            period(),
            refused(),
            lenderLimit(),
            rested(),
            capacity())
        .flatMap(List::stream);
  }

  private static Consumer<NetworkAtWork> overridden(
      Given g, OverrideDecision.Kind kind, String lender) {
    return k -> {
      k.requested(g.request);
      k.overridden(new OverrideDecision("v1", kind, "r1", lender, null, null));
    };
  }

  private static List<Example> forbidden() {
    EligibilityRule rule = EligibilityRule.PAIRING_NOT_FORBIDDEN;
    return List.of(
        passes(
            rule,
            "it is forbidden for another request",
            g ->
                g.after =
                    k -> {
                      RequestTerms other = new RequestTerms();
                      other.id = "r0";
                      k.requested(other);
                      k.overridden(
                          new OverrideDecision(
                              "v1", OverrideDecision.Kind.FORBID, "r0", SHINJUKU, null, null));
                    }),
        stops(
            rule,
            "a coordinator forbids it",
            g -> g.after = overridden(g, OverrideDecision.Kind.FORBID, SHINJUKU),
            new Finding.Forbidden("v1")));
  }

  private static List<Example> struck() {
    EligibilityRule rule = EligibilityRule.LENDER_NOT_STRUCK;
    return List.of(
        passes(
            rule,
            "its neighbour was struck",
            g -> g.after = k -> k.declared("fire", HazardType.MAJOR_ACCIDENT, SUMIDA)),
        stops(
            rule,
            "another disaster struck it",
            g -> g.after = k -> k.declared("fire", HazardType.MAJOR_ACCIDENT, SHINJUKU),
            new Finding.Struck()));
  }

  private static List<Example> inForce() {
    EligibilityRule rule = EligibilityRule.AGREEMENT_IN_FORCE;
    return List.of(
        passes(rule, "until the first day", g -> g.agreement.validTo = DAY1),
        passes(rule, "from the last day on", g -> g.agreement.validFrom = day(8)),
        passes(
            rule,
            "the receiver's association signed",
            g -> {
              g.agreement.receivers = Set.of();
              g.agreement.associations = List.of("shichokai");
              g.signed = false;
              g.before =
                  k -> {
                    k.accept(
                        Role.SYSTEM,
                        "kizuna",
                        new Fact.AssociationListed("shichokai", Set.of(WAJIMA)));
                    k.signed(g.agreement);
                  };
            }),
        passes(
            rule,
            "it ends today, the request began before",
            g -> {
              g.agreement.validTo = day(4);
              g.after = k -> k.timePassed(NetworkAtWork.morningOf(day(4)));
            }),
        stops(rule, "nothing was signed", g -> g.signed = false, new Finding.NoAgreement(PERIOD)),
        stops(
            rule,
            "other lenders signed",
            g -> g.agreement.lenders = Set.of(SUMIDA),
            new Finding.NoAgreement(PERIOD)),
        stops(
            rule,
            "another receiver signed",
            g -> g.agreement.receivers = Set.of(SUZU),
            new Finding.NoAgreement(PERIOD)),
        stops(
            rule,
            "until the day before the first",
            g -> g.agreement.validTo = day(0),
            new Finding.NotInForce(PERIOD, "a1", LocalDate.of(2020, 1, 1), day(0))),
        stops(
            rule,
            "from the day after the last",
            g -> g.agreement.validFrom = day(9),
            new Finding.NotInForce(PERIOD, "a1", day(9), Agreement.OPEN_END)),
        stops(
            rule,
            "it ended yesterday, the request began before",
            g -> {
              g.agreement.validTo = day(3);
              g.after = k -> k.timePassed(NetworkAtWork.morningOf(day(4)));
            },
            new Finding.NotInForce(
                new Period(day(4), day(8)), "a1", LocalDate.of(2020, 1, 1), day(3))));
  }

  private static void suspend(NetworkAtWork k) {
    k.accept(Role.COORDINATOR, NetworkAtWork.ID, new Fact.AgreementSuspended("a1"));
  }

  private static List<Example> suspended() {
    EligibilityRule rule = EligibilityRule.AGREEMENT_NOT_SUSPENDED;
    return List.of(
        passes(
            rule,
            "it was resumed",
            g ->
                g.before =
                    k -> {
                      suspend(k);
                      k.accept(Role.COORDINATOR, NetworkAtWork.ID, new Fact.AgreementResumed("a1"));
                    }),
        passes(
            rule,
            "another is not",
            g ->
                g.before =
                    k -> {
                      suspend(k);
                      AgreementTerms other = new AgreementTerms();
                      other.id = "a2";
                      k.signed(other);
                    }),
        stops(
            rule,
            "it is suspended",
            g -> g.before = EligibilityRuleTest::suspend,
            new Finding.Suspended("a1")));
  }

  private static Consumer<Given> journey(int travelDays, @Nullable Integer longest, int asked) {
    return g -> {
      g.agreement.travelDays = travelDays;
      g.agreement.longestTourDays = longest;
      g.request.tourDays = asked;
      g.offer.firstDay = day(-5);
      g.offer.lastDay = day(20);
    };
  }

  private static List<Example> tourLongEnough() {
    EligibilityRule rule = EligibilityRule.AGREEMENT_TOUR_LONG_ENOUGH;
    return List.of(
        passes(rule, "one day of work between two journeys", journey(1, 3, 8)),
        passes(rule, "one day of work and no journey", journey(0, 1, 8)),
        passes(rule, "no limit but what is asked", journey(3, null, 7)),
        stops(
            rule,
            "the journeys are the whole tour",
            journey(1, 2, 8),
            new Finding.TourTooShort(3, "a1", 2)),
        stops(
            rule,
            "what is asked is shorter than the journeys",
            journey(2, 9, 4),
            new Finding.TourTooShort(5, "a1", 4)));
  }

  private static List<Example> hazard() {
    EligibilityRule rule = EligibilityRule.AGREEMENT_COVERS_HAZARD;
    return List.of(
        passes(rule, "none is named: all", g -> g.agreement.hazards = Set.of()),
        passes(rule, "just this one", g -> g.agreement.hazards = Set.of(HazardType.EARTHQUAKE)),
        stops(
            rule,
            "only others",
            g -> g.agreement.hazards = Set.of(HazardType.TSUNAMI, HazardType.STORM_FLOOD),
            new Finding.HazardNotCovered(
                HazardType.EARTHQUAKE, "a1", Set.of(HazardType.STORM_FLOOD, HazardType.TSUNAMI))));
  }

  private static List<Example> task() {
    EligibilityRule rule = EligibilityRule.AGREEMENT_COVERS_TASK;
    return List.of(
        passes(rule, "none is named: all", g -> g.agreement.taskTypes = Set.of()),
        passes(
            rule, "just this one", g -> g.agreement.taskTypes = Set.of(TaskType.SHELTER_OPERATION)),
        stops(
            rule,
            "only others",
            g -> g.agreement.taskTypes = Set.of(TaskType.WATER_SUPPLY, TaskType.SEWER),
            new Finding.TaskNotCovered(
                TaskType.SHELTER_OPERATION, "a1", Set.of(TaskType.SEWER, TaskType.WATER_SUPPLY))));
  }

  /** An earlier request of Wajima has so many of Shinjuku under the limited agreement. */
  private static Consumer<Given> limited(int limit, int taken, int firstDay, int lastDay) {
    return g -> {
      g.agreement.headCountLimit = limit;
      g.before =
          k -> {
            k.requested("r0", taken, firstDay, lastDay);
            k.offered("o0", SHINJUKU, taken, firstDay, lastDay);
          };
    };
  }

  private static List<Example> headCountLeft() {
    EligibilityRule rule = EligibilityRule.AGREEMENT_HEAD_COUNT_LEFT;
    return List.of(
        passes(rule, "one head is left", limited(3, 2, 1, 8)),
        passes(rule, "one day is left", limited(3, 3, 1, 7)),
        passes(rule, "there is no limit", g -> g.agreement.headCountLimit = null),
        stops(
            rule,
            "every head of every day is taken",
            limited(3, 3, 1, 8),
            new Finding.HeadCountUsed("a1", 3)));
  }

  private static List<Example> offered() {
    EligibilityRule rule = EligibilityRule.STAFF_OFFERED;
    return List.of(
        passes(
            rule,
            "its offer ends today",
            g -> {
              g.offer.lastDay = day(4);
              g.after = k -> k.timePassed(NetworkAtWork.morningOf(day(4)));
            }),
        stops(rule, "it offered nothing", g -> g.offered = false, new Finding.NotOffered()),
        stops(
            rule,
            "it withdrew",
            g ->
                g.after =
                    k ->
                        k.accept(
                            Role.WARD,
                            SHINJUKU,
                            new Fact.OfferWithdrawn("o1", RefusalReason.OWN_DISASTER)),
            new Finding.NotOffered()),
        stops(
            rule,
            "its offer ended yesterday",
            g -> {
              g.offer.lastDay = day(3);
              g.after = k -> k.timePassed(NetworkAtWork.morningOf(day(4)));
            },
            new Finding.NotOffered()));
  }

  private static List<Example> thisDisaster() {
    EligibilityRule rule = EligibilityRule.OFFER_FOR_THIS_DISASTER;
    return List.of(
        passes(rule, "for any", g -> g.offer.disasterId = null),
        passes(rule, "for this one", g -> g.offer.disasterId = NetworkAtWork.NOTO),
        stops(
            rule,
            "for another",
            g -> {
              g.offer.disasterId = "rain";
              g.before = k -> k.declared("rain", HazardType.STORM_FLOOD, SUZU);
            },
            new Finding.OtherDisaster("noto", "o1", "rain")));
  }

  private static List<Example> offeredTask() {
    EligibilityRule rule = EligibilityRule.OFFER_COVERS_TASK;
    return List.of(
        passes(
            rule,
            "this among others",
            g -> g.offer.taskTypes = Set.of(TaskType.LIAISON, TaskType.SHELTER_OPERATION)),
        stops(
            rule,
            "only others",
            g -> g.offer.taskTypes = Set.of(TaskType.WATER_SUPPLY, TaskType.RELIEF_GOODS),
            new Finding.OtherTasks(
                TaskType.SHELTER_OPERATION,
                "o1",
                Set.of(TaskType.RELIEF_GOODS, TaskType.WATER_SUPPLY))));
  }

  private static List<Example> qualifications() {
    EligibilityRule rule = EligibilityRule.OFFER_HAS_QUALIFICATIONS;
    Set<Qualification> both = Set.of(Qualification.PUBLIC_HEALTH_NURSE, Qualification.CASEWORKER);
    return List.of(
        passes(rule, "none is asked for", g -> g.offer.qualifications = both),
        passes(
            rule,
            "just those",
            g -> {
              g.request.qualifications = both;
              g.offer.qualifications = both;
            }),
        passes(
            rule,
            "more than those",
            g -> {
              g.request.qualifications = Set.of(Qualification.CASEWORKER);
              g.offer.qualifications = both;
            }),
        stops(
            rule,
            "one of two is missing",
            g -> {
              g.request.qualifications = both;
              g.offer.qualifications = Set.of(Qualification.PUBLIC_HEALTH_NURSE);
            },
            new Finding.NotQualified(both, "o1", Set.of(Qualification.PUBLIC_HEALTH_NURSE))));
  }

  private static Consumer<Given> offeredFor(LocalDate first, LocalDate last) {
    return g -> {
      g.offer.firstDay = first;
      g.offer.lastDay = last;
    };
  }

  private static List<Example> period() {
    EligibilityRule rule = EligibilityRule.OFFER_COVERS_PERIOD;
    return List.of(
        passes(rule, "until the first day", offeredFor(day(0), DAY1)),
        passes(rule, "from the last day on", offeredFor(day(8), day(20))),
        stops(
            rule,
            "until the day before the first",
            offeredFor(day(0), day(0)),
            new Finding.OtherDays(PERIOD, "o1", new Period(day(0), day(0)))),
        stops(
            rule,
            "from the day after the last",
            offeredFor(day(9), day(20)),
            new Finding.OtherDays(PERIOD, "o1", new Period(day(9), day(20)))));
  }

  private static List<Example> refused() {
    EligibilityRule rule = EligibilityRule.NOT_REFUSED_BEFORE;
    return List.of(
        passes(
            rule,
            "it declined another request",
            g ->
                g.after =
                    k -> {
                      k.requested("r0", 5, 1, 8);
                      k.acted(Act.DECLINE, "r0-1");
                      assertThat(k.open("r0")).isEqualTo(40);
                    }),
        stops(
            rule,
            "it declined",
            g ->
                g.after =
                    k -> {
                      k.requested(g.request);
                      k.acted(Act.DECLINE, "r1-1");
                    },
            new Finding.RefusedBefore("o1")),
        stops(
            rule,
            "it called off what it had confirmed",
            g ->
                g.after =
                    k -> {
                      k.requested(g.request);
                      k.acted(Act.CONFIRM, "r1-1");
                      k.acted(Act.CANCEL, "r1-1");
                    },
            new Finding.RefusedBefore("o1")),
        stops(
            rule,
            "it let the hold lapse, in the very minute",
            g ->
                g.after =
                    k -> {
                      k.requested(g.request);
                      k.timePassed(k.now().plus(Duration.ofMinutes(NetworkAtWork.HOLD_MINUTES)));
                    },
            new Finding.RefusedBefore("o1")));
  }

  /** An earlier request of Suzu has so many of Shinjuku's offer. */
  private static Consumer<Given> promised(int heads, int firstDay, int lastDay) {
    return g ->
        g.after =
            k -> {
              RequestTerms other = new RequestTerms();
              other.id = "r0";
              other.receiver = SUZU;
              other.headCount = heads;
              other.firstDay = day(firstDay);
              other.lastDay = day(lastDay);
              k.requested(other);
            };
  }

  /** Suzu has three of Shinjuku's other offer, and then Shinjuku says what it can bear. */
  private static Consumer<Given> bears(LenderLimits limits, int firstDay, int lastDay) {
    return g -> {
      g.before =
          k -> {
            RequestTerms other = new RequestTerms();
            other.id = "r0";
            other.receiver = SUZU;
            other.headCount = 3;
            other.firstDay = day(firstDay);
            other.lastDay = day(lastDay);
            k.requested(other);
            k.offered("o0", SHINJUKU, 3, firstDay, lastDay);
          };
      g.after = k -> k.limitsSet(SHINJUKU, limits);
    };
  }

  private static LenderLimits sheltering(int persons) {
    return new LenderLimits(null, Map.of(TaskType.SHELTER_OPERATION, persons), 0);
  }

  private static List<Example> lenderLimit() {
    EligibilityRule rule = EligibilityRule.LENDER_LIMIT_LEFT;
    return List.of(
        passes(rule, "one more may go", bears(new LenderLimits(4, Map.of(), 0), 1, 8)),
        passes(rule, "on the last day all are home", bears(new LenderLimits(3, Map.of(), 0), 1, 7)),
        passes(rule, "one more may go for this work", bears(sheltering(4), 1, 8)),
        passes(
            rule,
            "only other work is limited",
            bears(new LenderLimits(null, Map.of(TaskType.WATER_SUPPLY, 1), 0), 1, 8)),
        stops(
            rule,
            "as many are away as it can bear",
            bears(new LenderLimits(3, Map.of(), 0), 1, 8),
            new Finding.LimitReached(3)),
        stops(
            rule,
            "as many do this work as it can bear",
            bears(sheltering(3), 1, 8),
            new Finding.LimitReached(3)));
  }

  /** After each tour so many days of rest; a request of Suzu has all five on these days. */
  private static Consumer<Given> rests(int restDays, int firstDay, int lastDay) {
    return g -> {
      g.before = k -> k.limitsSet(SHINJUKU, new LenderLimits(null, Map.of(), restDays));
      promised(5, firstDay, lastDay).accept(g);
    };
  }

  private static List<Example> rested() {
    EligibilityRule rule = EligibilityRule.STAFF_RESTED;
    return List.of(
        passes(rule, "they have rested on the last day", rests(3, 1, 4)),
        passes(rule, "they can rest between this and the next tour", rests(3, 5, 8)),
        stops(rule, "they rest until the last day", rests(4, 1, 4), new Finding.NotRested(4)),
        stops(
            rule,
            "they could not rest before their next tour",
            rests(4, 5, 8),
            new Finding.NotRested(4)));
  }

  private static List<Example> capacity() {
    EligibilityRule rule = EligibilityRule.CAPACITY_LEFT;
    return List.of(
        passes(rule, "exactly the head-count", g -> g.offer.headCount = 5),
        passes(rule, "one of five is left", promised(4, 1, 8)),
        passes(rule, "the last day is left", promised(5, 1, 7)),
        passes(
            rule,
            "agreement and offer share one day",
            g -> {
              g.agreement.validTo = day(4);
              g.offer.firstDay = day(4);
            }),
        stops(
            rule,
            "all five are promised on every day",
            promised(5, 1, 8),
            new Finding.NoCapacity(PERIOD)),
        stops(
            rule,
            "the request is covered already",
            g ->
                g.after =
                    k -> {
                      k.requested(g.request);
                      k.offered("o2", SHINJUKU, 1, 1, 8);
                    },
            new Finding.NoCapacity(PERIOD)),
        stops(
            rule,
            "the request is covered already, under an agreement that limits heads",
            g -> {
              g.agreement.headCountLimit = 9;
              g.after =
                  k -> {
                    k.requested(g.request);
                    k.offered("o2", SHINJUKU, 1, 1, 8);
                  };
            },
            new Finding.NoCapacity(PERIOD)),
        stops(
            rule,
            "the agreement ends on the day before the offer begins",
            g -> {
              g.agreement.validTo = day(3);
              g.offer.firstDay = day(4);
            },
            new Finding.NoCapacity(PERIOD)));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void byExample(Example example) {
    Given given = new Given();
    example.given().accept(given);

    List<Finding> findings = given.findings();

    if (example.stopped() == null) {
      assertThat(findings).isEmpty();
    } else {
      assertThat(findings).containsExactly(example.stopped());
    }
  }

  static Stream<Example> examplesOfWaivableRules() {
    // Where nobody signed anything, there is no agreement to waive a rule of.
    return examples()
        .filter(e -> e.rule().isWaivable())
        .filter(
            e -> {
              Finding stopped = e.stopped();
              return stopped != null && !(stopped instanceof Finding.NoAgreement);
            });
  }

  /**
   * A rule that a coordinator waived does not stop, and the dispatch says whose decision it was.
   */
  @ParameterizedTest
  @MethodSource("examplesOfWaivableRules")
  void waivedByAnOverride(Example example) {
    Given given = new Given();
    example.given().accept(given);
    given.findings();
    NetworkAtWork kizuna = given.kizuna;
    if (kizuna.network.request("r1") == null) {
      kizuna.requested(given.request);
    }
    Set<String> before = Set.copyOf(kizuna.network.requestOf("r1").dispatchIds());

    kizuna.overridden(waiver("v1", SUMIDA, example.rule()));
    assertThat(kizuna.network.requestOf("r1").dispatchIds())
        .as("waived for another lender")
        .containsExactlyInAnyOrderElementsOf(before);
    kizuna.overridden(waiver("v2", SHINJUKU, example.rule()));

    assertThat(kizuna.network.requestOf("r1").dispatchIds())
        .filteredOn(id -> !before.contains(id))
        .isNotEmpty()
        .allSatisfy(
            id -> {
              assertThat(kizuna.dispatch(id).lender()).isEqualTo(SHINJUKU);
              assertThat(kizuna.dispatch(id).overrideId()).isEqualTo("v2");
            });
  }

  static Stream<Example> examplesWithoutAnAgreement() {
    return examples()
        .filter(
            e -> {
              Finding stopped = e.stopped();
              return stopped != null && stopped instanceof Finding.NoAgreement;
            });
  }

  /** Nothing that a coordinator decides replaces an agreement. */
  @ParameterizedTest
  @MethodSource("examplesWithoutAnAgreement")
  void aWaiverIsNoAgreement(Example example) {
    Given given = new Given();
    example.given().accept(given);
    given.findings();
    NetworkAtWork kizuna = given.kizuna;
    if (kizuna.network.request("r1") == null) {
      kizuna.requested(given.request);
    }
    Set<String> before = Set.copyOf(kizuna.network.requestOf("r1").dispatchIds());

    kizuna.overridden(waiver("v1", SHINJUKU, EligibilityRule.AGREEMENT_IN_FORCE));
    assertThat(kizuna.network.requestOf("r1").dispatchIds())
        .containsExactlyInAnyOrderElementsOf(before);
  }

  private static OverrideDecision waiver(String id, String lender, EligibilityRule rule) {
    return new OverrideDecision(id, OverrideDecision.Kind.WAIVE, "r1", lender, null, rule.name());
  }

  @Test
  void whatNobodyMayWaiveIsWhatMakesAPromiseAPromise() {
    assertThat(EligibilityRule.values())
        .filteredOn(rule -> !rule.isWaivable())
        .containsExactly(
            EligibilityRule.PAIRING_NOT_FORBIDDEN,
            EligibilityRule.AGREEMENT_TOUR_LONG_ENOUGH,
            EligibilityRule.STAFF_OFFERED,
            EligibilityRule.OFFER_FOR_THIS_DISASTER,
            EligibilityRule.OFFER_COVERS_PERIOD,
            EligibilityRule.CAPACITY_LEFT);
  }

  @Test
  void everyRuleHasAnExampleThatPassesAndOneThatIsStopped() {
    Set<EligibilityRule> passing = EnumSet.noneOf(EligibilityRule.class);
    Set<EligibilityRule> stopping = EnumSet.noneOf(EligibilityRule.class);
    examples().forEach(e -> (e.stopped() == null ? passing : stopping).add(e.rule()));

    assertThat(passing).containsExactly(EligibilityRule.values());
    assertThat(stopping).containsExactly(EligibilityRule.values());
  }

  @Test
  void everyRuleThatHasSomethingToSaySpeaksInTheOrderOfTheList() {
    Given given = new Given();
    given.agreement.hazards = Set.of(HazardType.TSUNAMI);
    given.offer.taskTypes = Set.of(TaskType.LIAISON);
    given.after = k -> k.declared("fire", HazardType.MAJOR_ACCIDENT, SHINJUKU);

    assertThat(given.findings())
        .extracting(Finding::rule)
        .containsExactly(
            EligibilityRule.LENDER_NOT_STRUCK,
            EligibilityRule.AGREEMENT_COVERS_HAZARD,
            EligibilityRule.OFFER_COVERS_TASK);
  }

  @Test
  void ofSeveralAgreementsOneThatFitsIsEnough() {
    Given given = new Given();
    given.agreement.hazards = Set.of(HazardType.TSUNAMI);
    given.before =
        k -> {
          AgreementTerms other = new AgreementTerms();
          other.id = "a2";
          k.signed(other);
        };

    assertThat(given.findings()).isEmpty();
    assertThat(given.kizuna.eligibility(given.request, SHINJUKU))
        .satisfies(
            c -> {
              assertThat(c.findings()).isEmpty();
              assertThat(c.agreement().orElseThrow().id()).isEqualTo("a2");
            });
  }
}
