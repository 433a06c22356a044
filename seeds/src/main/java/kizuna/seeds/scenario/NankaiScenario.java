package kizuna.seeds.scenario;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import kizuna.codes.Certainty;
import kizuna.codes.HazardType;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Priority;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.codes.Tier;
import kizuna.facts.Fact;
import kizuna.facts.Municipality;
import kizuna.facts.PlanConfirmed;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.LogHeader;

/**
 * 南海トラフ地震: ten prefectures receive, each from prefectures that were assigned to it beforehand and
 * go at once (即時応援県); the 23 wards receive requests as well. A network for each receiving
 * prefecture. {@code seeds/SCENARIOS.md} lists the assumptions.
 */
final class NankaiScenario implements Scenario {

  static final String ID = "nankai";

  /** Facts of a log for each request: offers, proposals, answers, reports. */
  private static final double FACTS_FOR_A_REQUEST = 28;

  /** Share of the requests to the 23 wards. */
  private static final double ASKED_OF_WARDS = 0.05;

  private static final int CITIES_OF_A_LENDER = 9;
  private static final int NOON = 12 * 3600;
  private static final int[] AFTERSHOCKS = {3, 9, 21};

  /**
   * A receiving prefecture and the prefectures and cities that go there at once.
   *
   * @param weight of its need among the ten
   */
  private record Assigned(
      String prefecture, String romaji, int weight, Certainty certainty, List<String> lenders) {}

  /** See {@code seeds/SCENARIOS.md} for which are sourced. */
  private static final List<Assigned> ASSIGNED =
      List.of(
          new Assigned(
              "220001",
              "shizuoka",
              14,
              Certainty.ILLUSTRATIVE,
              List.of("100005", "150002", "190004")),
          new Assigned(
              "230006",
              "aichi",
              20,
              Certainty.SOURCED,
              List.of("070009", "020001", "040002", "060003", "111007")),
          new Assigned("240001", "mie", 10, Certainty.ILLUSTRATIVE, List.of("160008", "170003")),
          new Assigned(
              "300004", "wakayama", 9, Certainty.ILLUSTRATIVE, List.of("180009", "250007")),
          new Assigned("360007", "tokushima", 8, Certainty.ILLUSTRATIVE, List.of("310000")),
          new Assigned("370002", "kagawa", 6, Certainty.ILLUSTRATIVE, List.of("330001")),
          new Assigned("380008", "ehime", 9, Certainty.ILLUSTRATIVE, List.of("340006")),
          new Assigned("390003", "kochi", 12, Certainty.SOURCED, List.of("320005", "050008")),
          new Assigned("440001", "oita", 6, Certainty.ILLUSTRATIVE, List.of("400009")),
          new Assigned("450006", "miyazaki", 6, Certainty.SOURCED, List.of("420000")));

  private static final String SOURCE =
      "総務省 応急対策職員派遣制度 南海トラフ地震アクションプラン（2025年4月）; seeds/SCENARIOS.md";

  private final ScenarioFacts facts;
  private final LocalDate start;
  private final List<DisasterDemand> theatres = new ArrayList<>();
  private final List<DisasterDemand> aftershocks = new ArrayList<>();

  NankaiScenario(long seed, int size, LocalDate start) {
    this.start = start;
    this.facts = new ScenarioFacts(ID, seed, start);
    int requests = (int) Math.round(size / FACTS_FOR_A_REQUEST);
    int weights = ASSIGNED.stream().mapToInt(Assigned::weight).sum();
    List<String> all = new ArrayList<>();
    for (Assigned a : ASSIGNED) {
      all.addAll(municipalities(a.prefecture));
      theatres.add(
          new DisasterDemand(
              network(a),
              network(a),
              ID,
              municipalities(a.prefecture),
              lenders(a),
              0,
              (int) (requests * (1 - ASKED_OF_WARDS) * a.weight / weights),
              1.4));
    }
    theatres.add(
        new DisasterDemand(
            ID + "-wards",
            ReferenceData.TOKYO_23,
            ID,
            all,
            ReferenceData.wards(),
            0,
            (int) (requests * ASKED_OF_WARDS),
            1.0));
    for (int i = 0; i < AFTERSHOCKS.length; i++) {
      SplittableRandom chances = facts.chances("aftershock", i);
      DisasterDemand struck = theatres.get(chances.nextInt(ASSIGNED.size()));
      aftershocks.add(
          new DisasterDemand(
              ID + "-aftershock-" + (i + 1),
              struck.network(),
              ID + "-aftershock-" + (i + 1),
              struck.receivers().subList(0, Math.min(8, struck.receivers().size())),
              struck.lenders(),
              AFTERSHOCKS[i],
              Math.max(2, requests / 50),
              0.6));
    }
  }

  private static String network(Assigned a) {
    return ID + "-" + a.romaji;
  }

  /** Cities, towns and villages of a prefecture. */
  private static List<String> municipalities(String prefecture) {
    return ReferenceData.municipalities().stream()
        .filter(m -> m.getCode().startsWith(prefecture.substring(0, 2)))
        .filter(m -> m.getKind() != MunicipalityKind.PREFECTURE)
        .map(Municipality::getCode)
        .sorted()
        .toList();
  }

  /** Those assigned; a prefecture gathers people from its first cities. */
  private static List<String> lenders(Assigned a) {
    List<String> codes = new ArrayList<>();
    for (String lender : a.lenders) {
      codes.add(lender);
      Optional<Municipality> m = ReferenceData.municipality(lender);
      if (m.isPresent() && m.get().getKind() == MunicipalityKind.PREFECTURE) {
        municipalities(lender).stream().limit(CITIES_OF_A_LENDER).forEach(codes::add);
      }
    }
    return codes.stream().distinct().sorted().toList();
  }

  @Override
  public LogHeader header() {
    return new LogHeader(
        ID,
        "南海トラフ地震（訓練）",
        "Nankai Trough earthquake (drill)",
        ReferenceData.TOKYO_23,
        Optional.of(start));
  }

  @Override
  public Iterator<Fact> facts() {
    return new ScenarioDays(ground(), DisasterDemand.DAYS + 1, this::day);
  }

  private List<Fact> ground() {
    Instant at = facts.at(0, 0);
    List<Fact> ground =
        new ArrayList<>(
            ReferenceData.ofNetwork(ReferenceData.TOKYO_23, at, OperationMode.EXERCISE));
    for (int i = 0; i < ASSIGNED.size(); i++) {
      Assigned a = ASSIGNED.get(i);
      DisasterDemand theatre = theatres.get(i);
      String name = ReferenceData.municipality(a.prefecture).orElseThrow().getName();
      List<String> receivers = new ArrayList<>(theatre.receivers());
      receivers.add(a.prefecture);
      ground.addAll(
          ReferenceData.forDrill(
              ID,
              theatre.network(),
              "即時応援（" + name + "）",
              Tier.NATIONAL,
              theatre.lenders(),
              java.util.Set.copyOf(receivers),
              at));
      String agreement = theatre.network() + "-plan";
      facts.agreed(
          at,
          theatre.network(),
          agreement,
          "応急対策職員派遣制度アクションプラン（" + name + "）",
          receivers,
          SOURCE,
          a.certainty);
      SplittableRandom chances = facts.chances("confirmed", a.romaji);
      List<String> sides = new ArrayList<>(theatre.lenders());
      sides.addAll(receivers);
      for (String side : sides) {
        if (chances.nextInt(10) < 6) {
          facts.add(
              at,
              theatre.network(),
              Role.SYSTEM,
              "kizuna",
              new PlanConfirmed(agreement, side, start.plusYears(1)));
        }
      }
      ground.addAll(facts.take());
    }
    return ground;
  }

  private List<Fact> day(int day) {
    if (day == 0) {
      happens();
    }
    for (DisasterDemand a : aftershocks) {
      if (a.firstDay() == day) {
        facts.declared(
            facts.at(day, NOON),
            a.network(),
            a.disaster(),
            "南海トラフ地震の余震 " + a.disaster().substring(a.disaster().length() - 1),
            HazardType.EARTHQUAKE,
            a.receivers());
      }
      a.day(facts, day);
    }
    for (DisasterDemand t : theatres) {
      facts.timePassed(facts.at(day, 0), t.network());
      t.day(facts, day);
    }
    return facts.take();
  }

  /** At noon; those assigned offer their advance parties within the hour, unasked. */
  private void happens() {
    for (int i = 0; i < theatres.size(); i++) {
      DisasterDemand t = theatres.get(i);
      facts.declared(
          facts.at(0, NOON), t.network(), ID, "南海トラフ地震", HazardType.EARTHQUAKE, t.receivers());
      if (i < ASSIGNED.size()) {
        advanceParties(ASSIGNED.get(i), t);
      }
    }
  }

  private void advanceParties(Assigned a, DisasterDemand t) {
    int minute = 0;
    for (String lender : a.lenders) {
      facts.offered(
          facts.at(0, NOON + 30 * 60 + 60 * minute++),
          t.network(),
          ID + "-advance-" + lender,
          lender,
          ID,
          List.of(TaskType.LIAISON, TaskType.MANAGEMENT_SUPPORT),
          6,
          facts.day(1),
          14);
      facts.asked(
          facts.at(0, NOON + 3600 + 60 * minute),
          t.network(),
          ID + "-advance-" + a.romaji + "-" + minute,
          ID,
          a.prefecture,
          TaskType.LIAISON,
          4,
          facts.day(1),
          14,
          Priority.URGENT);
    }
  }
}
