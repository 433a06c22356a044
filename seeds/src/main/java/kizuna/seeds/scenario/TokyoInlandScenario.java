package kizuna.seeds.scenario;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import kizuna.codes.Certainty;
import kizuna.codes.HazardType;
import kizuna.codes.OperationMode;
import kizuna.codes.Tier;
import kizuna.facts.Fact;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.LogHeader;

/**
 * 首都直下地震: while wards have people away after a flood at their partners, several of them are struck.
 * Their own people are offered for recall, their partners lend to them under the same agreements,
 * and the prefectures and cities that the ministry assigned come. {@code seeds/SCENARIOS.md} lists
 * the assumptions.
 */
final class TokyoInlandScenario implements Scenario {

  static final String ID = "tokyo-inland";

  private static final String NATIONAL = ID + "-national";
  private static final String FLOOD = "partners-flood";

  /** Day of the scenario on which the wards are struck; the flood is on the first. */
  private static final int STRUCK_ON = 7;

  private static final double FACTS_FOR_A_REQUEST = 28;
  private static final int FEWEST_STRUCK = 8;
  private static final int MAX_STRUCK = 14;
  private static final int NOON = 12 * 3600;

  /** 北海道町村会: towns of the umbrella agreement that the flood strikes. */
  private static final String FLOODED_ASSOCIATION = "01";

  /** 14 prefectures and 6 cities; Aomori, Fukuoka and Nagoya are named, the rest is assumed. */
  private static final List<String> ASSIGNED =
      List.of(
          "020001", "030007", "060003", "070009", "150002", "200000", "210005", "230006", "240001",
          "280003", "330001", "340006", "400009", "430005", "231002", "041009", "151009", "281000",
          "341002", "401307");

  private final ScenarioFacts facts;
  private final LocalDate start;
  private final List<String> struck;
  private final DisasterDemand flood;
  private final List<DisasterDemand> quake;

  TokyoInlandScenario(long seed, int size, LocalDate start) {
    this.start = start;
    this.facts = new ScenarioFacts(ID, seed, start);
    int requests = (int) Math.round(size / FACTS_FOR_A_REQUEST);
    var chances = facts.chances("struck");
    List<String> wards = new ArrayList<>(ReferenceData.wards());
    Collections.shuffle(wards, new Random(chances.nextLong()));
    this.struck =
        wards.subList(0, FEWEST_STRUCK + chances.nextInt(MAX_STRUCK - FEWEST_STRUCK + 1)).stream()
            .sorted()
            .toList();
    List<String> partners = ReferenceData.partners();
    this.flood =
        new DisasterDemand(
            FLOOD,
            ReferenceData.TOKYO_23,
            FLOOD,
            partners.stream().filter(c -> c.startsWith(FLOODED_ASSOCIATION)).limit(6).toList(),
            ReferenceData.wards(),
            0,
            requests * 2 / 10,
            1.2);
    this.quake =
        List.of(
            new DisasterDemand(
                ID + "-partners",
                ReferenceData.TOKYO_23_PARTNERS,
                ID,
                struck,
                partners,
                STRUCK_ON,
                requests * 4 / 10,
                1.2),
            new DisasterDemand(
                NATIONAL, NATIONAL, ID, struck, ASSIGNED, STRUCK_ON, requests * 4 / 10, 1.2));
  }

  @Override
  public LogHeader header() {
    return new LogHeader(
        ID,
        "首都直下地震（訓練）",
        "Tokyo inland earthquake (drill)",
        ReferenceData.TOKYO_23_PARTNERS,
        Optional.of(start));
  }

  @Override
  public Iterator<Fact> facts() {
    return new ScenarioDays(ground(), DisasterDemand.DAYS + STRUCK_ON + 1, this::day);
  }

  private List<Fact> ground() {
    Instant at = facts.at(0, 0);
    List<Fact> ground = new ArrayList<>();
    for (String network : List.of(ReferenceData.TOKYO_23, ReferenceData.TOKYO_23_PARTNERS)) {
      ground.addAll(ReferenceData.ofNetwork(network, at, OperationMode.EXERCISE));
    }
    ground.addAll(
        ReferenceData.forDrill(
            ID,
            NATIONAL,
            "首都直下の即時応援",
            Tier.NATIONAL,
            ASSIGNED,
            Set.copyOf(ReferenceData.wards()),
            at));
    facts.agreed(
        at,
        NATIONAL,
        NATIONAL + "-plan",
        "応急対策職員派遣制度（首都直下地震・東京都）",
        ReferenceData.wards(),
        "総務省案 2026-02-19（報道）; seeds/SCENARIOS.md",
        Certainty.ILLUSTRATIVE);
    ground.addAll(facts.take());
    return ground;
  }

  private List<Fact> day(int day) {
    if (day == 0) {
      facts.declared(
          facts.at(0, NOON),
          flood.network(),
          FLOOD,
          "協定団体の水害",
          HazardType.STORM_FLOOD,
          flood.receivers());
    }
    if (day == STRUCK_ON) {
      // In the wards' own network too: there it stops struck wards from lending.
      for (String network :
          List.of(ReferenceData.TOKYO_23, ReferenceData.TOKYO_23_PARTNERS, NATIONAL)) {
        facts.declared(facts.at(day, NOON), network, ID, "首都直下地震", HazardType.EARTHQUAKE, struck);
      }
    }
    facts.timePassed(facts.at(day, 0), flood.network());
    flood.day(facts, day);
    for (DisasterDemand t : quake) {
      facts.timePassed(facts.at(day, 0), t.network());
      t.day(facts, day);
    }
    return facts.take();
  }
}
