package kizuna.streams.matching;

import static kizuna.streams.matching.NetworkAtWork.ID;
import static kizuna.streams.matching.NetworkAtWork.NOTO;
import static kizuna.streams.matching.NetworkAtWork.SHINJUKU;
import static kizuna.streams.matching.NetworkAtWork.SUZU;
import static kizuna.streams.matching.NetworkAtWork.WAJIMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import kizuna.streams.matching.NetworkAtWork.AgreementTerms;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Fact;
import kizuna.streams.state.HazardType;
import kizuna.streams.state.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who declares what (災害宣言), and what is asked back. */
class DisasterHandlerTest {

  private static final String ISHIKAWA = "170003";

  private final NetworkAtWork kizuna = new NetworkAtWork();

  private static Fact declared(
      String id, String name, HazardType hazard, Instant at, String... struck) {
    return new Fact.DisasterDeclared(new Disaster(id, name, hazard, Set.of(struck), at));
  }

  private Fact quake(String id, String name, Instant at) {
    return declared(id, name, HazardType.EARTHQUAKE, at, SUZU);
  }

  private Disaster noto() {
    Disaster noto = kizuna.network.register().disaster(NOTO);
    if (noto == null) {
      throw new AssertionError("expected noto");
    }
    return noto;
  }

  /** cases/README.md: one-disaster-declared-twice. */
  @Test
  void aSecondDeskThatDeclaresTheSameIsToldWhichThereIsAndJoinsIt() {
    for (Duration later : List.of(Duration.ZERO, Duration.ofDays(3), Duration.ofDays(-3))) {
      assertThat(kizuna.refuse(Role.DESK, SUZU, quake("d2", "地震", noto().struckAt().plus(later))))
          .isEqualTo(new Reason.DisasterDeclared("d2", NOTO, NOTO));
    }
    assertThat(
            kizuna.refuse(
                Role.DESK,
                SUZU,
                declared("d2", "Ｎｏｔｏ ", HazardType.STORM_FLOOD, kizuna.now(), SUZU)))
        .as("of the same name, however it is written")
        .isEqualTo(new Reason.DisasterDeclared("d2", NOTO, NOTO));

    kizuna.accept(Role.DESK, SUZU, quake(NOTO, NOTO, noto().struckAt()));
    assertThat(noto().struck()).containsExactlyInAnyOrder(WAJIMA, SUZU);
  }

  @Test
  void whatIsAnotherIsTaken() {
    kizuna.accept(Role.DESK, SUZU, quake("d2", "余震", noto().struckAt().plus(Duration.ofDays(4))));
    kizuna.accept(
        Role.DESK, SUZU, declared("d3", "大雨", HazardType.STORM_FLOOD, noto().struckAt(), SUZU));
    Disaster same =
        new Disaster("d4", NOTO, HazardType.EARTHQUAKE, Set.of(SUZU), noto().struckAt());
    kizuna.accept(Role.DESK, SUZU, new Fact.DisasterDeclared(same, true, false));
    kizuna.accept(Role.SYSTEM, "kizuna", quake("d5", NOTO, noto().struckAt()));
  }

  /** cases/README.md: desk-strikes-a-ward. */
  @Test
  void aDeskStrikesItselfAndItsNeighboursButNoLenderAndNobodyElsewhere() {
    kizuna.accept(
        Role.SYSTEM,
        "kizuna",
        new Fact.MunicipalitiesListed(
            List.of(
                new kizuna.streams.state.Municipality("162019", 36.7, 137.2),
                new kizuna.streams.state.Municipality(ISHIKAWA, 36.6, 136.6))));

    for (String other : List.of(SHINJUKU, "162019")) {
      assertThat(
              kizuna.refuse(
                  Role.DESK,
                  WAJIMA,
                  declared("rain", "大雨", HazardType.STORM_FLOOD, kizuna.now(), WAJIMA, other)))
          .isEqualTo(new Reason.StruckByOthers("rain", ID, java.util.List.of(other)));
    }
    kizuna.accept(
        Role.DESK,
        WAJIMA,
        declared("rain", "大雨", HazardType.STORM_FLOOD, kizuna.now(), WAJIMA, SUZU));
    kizuna.accept(
        Role.WARD,
        SHINJUKU,
        declared("rain", "大雨", HazardType.STORM_FLOOD, kizuna.now(), SHINJUKU));
    // Who is struck already is only named again.
    kizuna.accept(
        Role.DESK,
        WAJIMA,
        declared("rain", "大雨", HazardType.STORM_FLOOD, kizuna.now(), WAJIMA, SHINJUKU));
    kizuna.accept(
        Role.COORDINATOR,
        ID,
        declared("rain", "大雨", HazardType.STORM_FLOOD, kizuna.now(), "162019"));
    kizuna.accept(
        Role.DESK,
        ISHIKAWA,
        declared("snow", "大雪", HazardType.HEAVY_SNOW, kizuna.now(), WAJIMA, SUZU));
    assertThat(
            kizuna.refuse(
                Role.DESK,
                ISHIKAWA,
                declared("ash", "噴火", HazardType.VOLCANO, kizuna.now(), WAJIMA, "162019")))
        .extracting(Reason::code)
        .isEqualTo(RejectionCode.NOT_YOURS);
  }

  /** cases/README.md: a disaster named これは訓練です in the live log. */
  @ParameterizedTest
  @ValueSource(strings = {"これは訓練です", "テスト災害", "Ｔｅｓｔ", "earthquake drill", "防災演習", "システム試験"})
  void whatLooksLikeADrillIsAskedAboutButNotInADrill(String name) {
    Disaster drill = new Disaster("d9", name, HazardType.STORM_FLOOD, Set.of(SUZU), kizuna.now());
    assertThat(kizuna.refuse(Role.DESK, SUZU, new Fact.DisasterDeclared(drill)))
        .isEqualTo(new Reason.LooksLikeDrill("d9", name));

    assertThat(
            Decider.decide(
                    kizuna.network,
                    new Report(
                        ID,
                        kizuna.now(),
                        kizuna.now(),
                        Role.DESK,
                        SUZU,
                        true,
                        false,
                        new Fact.DisasterDeclared(drill)),
                    99)
                .outcome())
        .isEqualTo(Outcome.ACCEPTED);
    kizuna.accept(Role.DESK, SUZU, new Fact.DisasterDeclared(drill, false, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"令和6年能登半島地震", "コンテスト会場火災", "Attested Fire", "Testament"})
  void ordinaryNamesAreNotAskedAbout(String name) {
    kizuna.accept(
        Role.DESK, SUZU, declared("d9", name, HazardType.STORM_FLOOD, kizuna.now(), SUZU));
  }

  @Test
  void whatStruckMoreThanAYearAgoIsAskedAbout() {
    Instant mistyped = kizuna.now().minus(Duration.ofDays(400));
    Disaster old = new Disaster("d9", "大雨", HazardType.STORM_FLOOD, Set.of(SUZU), mistyped);
    assertThat(kizuna.refuse(Role.DESK, SUZU, new Fact.DisasterDeclared(old)).code())
        .isEqualTo(RejectionCode.STRUCK_LONG_AGO);
    kizuna.accept(Role.DESK, SUZU, new Fact.DisasterDeclared(old, false, true));
  }

  @Test
  void aStruckLenderLendsNothingAndOnlyItOrTheCoordinatorSaysSo() {
    kizuna.signed(new AgreementTerms());
    kizuna.offered("o1", SHINJUKU, 5, 1, 8);
    kizuna.refuse(
        Role.DESK,
        WAJIMA,
        declared("rain", "大雨", HazardType.STORM_FLOOD, kizuna.now(), WAJIMA, SHINJUKU));
    kizuna.requested("r1", 5, 1, 8);

    assertThat(kizuna.dispatches("r1")).containsExactly(SHINJUKU + " 5 1-8");
  }
}
