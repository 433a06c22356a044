package kizuna.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kizuna.codes.FactKind;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Tier;
import kizuna.facts.Fact;
import kizuna.facts.Municipality;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.MunicipalityCode;
import org.junit.jupiter.api.Test;

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
}
