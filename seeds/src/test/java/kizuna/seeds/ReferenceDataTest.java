package kizuna.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import kizuna.codes.FactKind;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Tier;
import kizuna.facts.AgreementSigned;
import kizuna.facts.Fact;
import kizuna.facts.Municipality;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormerMunicipality;
import kizuna.schemas.form.MunicipalityCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceDataTest {

  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  @Test
  void everyCodeHasItsCheckDigit() {
    assertThat(ReferenceData.municipalities())
        .hasSize(47 + 1747)
        .allMatch(m -> MunicipalityCode.valid(m.getCode()));
  }

  @Test
  void thereAre23SpecialWards() {
    assertThat(ReferenceData.wards()).hasSize(23).contains("131016", "131041", "131237");
    assertThat(ReferenceData.municipalities())
        .filteredOn(m -> m.getKind() == MunicipalityKind.SPECIAL_WARD)
        .extracting(Municipality::getCode)
        .containsExactlyElementsOf(ReferenceData.wards());
  }

  @Test
  void placesLieInJapan() {
    assertThat(ReferenceData.municipalities())
        .allMatch(m -> m.getLatitude() > 24 && m.getLatitude() < 46)
        .allMatch(m -> m.getLongitude() > 122 && m.getLongitude() < 149);
  }

  /** Two at one point are as near as can be, and NEAREST would decide by a place that is none. */
  @Test
  void noTwoMunicipalitiesLieAtOnePoint() {
    Map<String, List<String>> at = new HashMap<>();
    for (Municipality m : ReferenceData.municipalities()) {
      // A prefecture stands where the municipality of its seat does.
      if (m.getKind() != MunicipalityKind.PREFECTURE) {
        at.computeIfAbsent(m.getLatitude() + " " + m.getLongitude(), p -> new ArrayList<>())
            .add(m.getCode() + " " + m.getName());
      }
    }
    assertThat(at.values()).allSatisfy(here -> assertThat(here).hasSize(1));
  }

  @Test
  void everyMunicipalityLiesBesideAnotherOfItsPrefecture() {
    // Islands, each with the distance to its nearest neighbour of the same prefecture.
    Map<String, Double> far =
        Map.of(
            "134210", 700.0, "463043", 120.0, "473821", 90.0, "134015", 75.0, "134023", 75.0,
            "016951", 75.0, "016977", 75.0, "017001", 75.0);
    for (Municipality m : ReferenceData.municipalities()) {
      double nearest =
          ReferenceData.municipalities().stream()
              .filter(o -> !o.getCode().equals(m.getCode()))
              .filter(o -> o.getCode().substring(0, 2).equals(m.getCode().substring(0, 2)))
              .mapToDouble(o -> kilometres(m, o))
              .min()
              .orElseThrow();
      assertThat(nearest)
          .as(m.getCode() + " " + m.getName())
          .isLessThan(far.getOrDefault(m.getCode(), 65.0));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "406473, 築上町, 402133, 行橋市, 15", // 59.5 km off at the prefecture's city hall
    "406465, 上毛町, 402141, 豊前市, 10",
    "404489, 東峰村, 402281, 朝倉市, 25",
    "402231, 古賀市, 402249, 福津市, 8",
    "402311, 那珂川市, 402184, 春日市, 6"
  })
  void townsOfFukuokaLieWhereTheyLie(
      String code, String name, String neighbour, String itsName, double most) {
    Municipality town = ReferenceData.municipality(code).orElseThrow();
    Municipality other = ReferenceData.municipality(neighbour).orElseThrow();
    assertThat(town.getName()).isEqualTo(name);
    assertThat(other.getName()).isEqualTo(itsName);
    assertThat(kilometres(town, other)).isLessThan(most);
  }

  @Test
  void everyFormerMunicipalityLivesOnInOneOfToday() {
    assertThat(FormerMunicipality.known())
        .allSatisfy(
            f -> {
              assertThat(ReferenceData.municipality(f.code())).as(f.code()).isEmpty();
              assertThat(f.successors())
                  .allSatisfy(now -> assertThat(ReferenceData.municipality(now)).isPresent());
            });
  }

  private static double kilometres(Municipality a, Municipality b) {
    double p = Math.PI / 180;
    double x =
        Math.pow(Math.sin((b.getLatitude() - a.getLatitude()) * p / 2), 2)
            + Math.cos(a.getLatitude() * p)
                * Math.cos(b.getLatitude() * p)
                * Math.pow(Math.sin((b.getLongitude() - a.getLongitude()) * p / 2), 2);
    return 12742 * Math.asin(Math.sqrt(x));
  }

  @Test
  void wajimaLiesWhereItLies() {
    Municipality wajima = ReferenceData.municipality("172049").orElseThrow();
    assertThat(wajima.getName()).isEqualTo("輪島市");
    assertThat(wajima.getKana()).isEqualTo("わじまし");
    assertThat(wajima.getRomaji()).isEqualTo("Wajima");
    assertThat(wajima.getLatitude()).isBetween(37.3, 37.5);
    assertThat(wajima.getLongitude()).isBetween(136.8, 137.0);
  }

  @Test
  void theTwoTomarisLieApart() {
    Municipality furuu = ReferenceData.municipality("014036").orElseThrow();
    Municipality kunashiri = ReferenceData.municipality("016969").orElseThrow();
    assertThat(furuu.getName()).isEqualTo(kunashiri.getName()).isEqualTo("泊村");
    assertThat(furuu.getLongitude()).isNotEqualTo(kunashiri.getLongitude());
  }

  @Test
  void thirteenAssociationsHaveThe372MembersThatTheLectureCounts() {
    Set<String> members = new HashSet<>();
    List<String> associations = new ArrayList<>();
    for (Fact fact : ReferenceData.forLive(NOW)) {
      if (fact.getAssociationListed() != null) {
        associations.add(fact.getAssociationListed().getAssociationId());
        members.addAll(fact.getAssociationListed().getMembers());
      }
    }
    assertThat(associations).hasSize(13).doesNotHaveDuplicates();
    assertThat(members).hasSize(372);
  }

  @Test
  void everyFactHasAGoodForm() {
    assertThat(ReferenceData.forLive(NOW)).allSatisfy(f -> assertThat(FactForm.check(f)).isEmpty());
  }

  @Test
  void theLogBeginsWithTheNetwork() {
    List<Fact> facts = ReferenceData.forLive(NOW);
    assertThat(facts.get(0).getKind()).isEqualTo(FactKind.NETWORK_FORMED);
    assertThat(facts).filteredOn(f -> f.getKind() == FactKind.MUNICIPALITIES_LISTED).hasSize(47);
    assertThat(facts).allMatch(f -> f.getMode() == OperationMode.ACTUAL);
    assertThat(facts).allMatch(f -> f.getRecordedAt().equals(NOW));
  }

  @Test
  void theSameFactsHaveTheSameIdsAtEveryStart() {
    List<Fact> first = ReferenceData.forLive(NOW);
    List<Fact> later = ReferenceData.forLive(NOW.plusSeconds(86_400));
    assertThat(later)
        .extracting(Fact::getEventId)
        .containsExactlyElementsOf(first.stream().map(Fact::getEventId).toList())
        .doesNotHaveDuplicates();
    assertThat(ReferenceData.forLive(NOW)).isEqualTo(first);
  }

  @Test
  void whatALiveLogBeganWithIsNotTakenAgainBecauseTheContractGrew() {
    // Ids as version 1 of the contract gave them. They change only where the data itself does.
    assertThat(ReferenceData.forLive(NOW))
        .extracting(f -> f.getEventId().toString())
        .contains("3d717939-fe00-3228-acd8-40ea63cfa836", "873d7cdd-a18b-39e1-9183-eb109b1a635a");
  }

  @Test
  void aDrillBeginsWithWhatItSpeaksOf() {
    List<Fact> facts =
        ReferenceData.forDrill(
            "d", "n", "Network", Tier.BLOCK, List.of("131041"), Set.of("172049", "999995"), NOW);
    assertThat(facts.get(0).getNetworkFormed().getTier()).isEqualTo(Tier.BLOCK);
    assertThat(facts).allSatisfy(f -> assertThat(FactForm.check(f)).isEmpty());
    assertThat(facts).allMatch(f -> f.getMode() == OperationMode.EXERCISE);
    assertThat(facts.get(1).getMunicipalitiesListed().getMunicipalities())
        .extracting(Municipality::getCode)
        .containsExactly("131041", "172049");
  }

  /** 相互応援: what a lender may do for a receiver, the receiver may do for the lender. */
  @Test
  void everyAgreementOfTheWardsHoldsTheOtherWayRound() {
    List<Fact> wards = ReferenceData.ofNetwork(ReferenceData.TOKYO_23, NOW, OperationMode.EXERCISE);
    List<Fact> partners =
        ReferenceData.ofNetwork(ReferenceData.TOKYO_23_PARTNERS, NOW, OperationMode.EXERCISE);
    Map<String, AgreementSigned> back = new HashMap<>();
    for (Fact fact : partners) {
      if (fact.getAgreementSigned() != null) {
        back.put(fact.getAgreementSigned().getAgreementId(), fact.getAgreementSigned());
      }
    }
    long agreements = 0;
    for (Fact fact : wards) {
      AgreementSigned a = fact.getAgreementSigned();
      if (a != null) {
        agreements++;
        AgreementSigned b =
            Objects.requireNonNull(back.get(a.getAgreementId() + "-mutual"), a.getAgreementId());
        assertThat(b.getReceivers())
            .isEqualTo(a.getLenders().isEmpty() ? ReferenceData.wards() : a.getLenders());
        assertThat(b.getLenders()).isEqualTo(a.getReceivers());
        assertThat(b.getLenderAssociations()).isEqualTo(a.getAssociations());
        assertThat(b.getAssociations()).isEmpty();
      }
    }
    assertThat(back).hasSize((int) agreements);
    assertThat(partners.get(0).getNetworkFormed().getLenders())
        .isEqualTo(ReferenceData.partners())
        .hasSize(386)
        .doesNotContainAnyElementsOf(ReferenceData.wards());
    assertThat(partners).allSatisfy(f -> assertThat(FactForm.check(f)).isEmpty());
    assertThat(partners).filteredOn(f -> f.getPlanConfirmed() != null).isNotEmpty();
  }
}
