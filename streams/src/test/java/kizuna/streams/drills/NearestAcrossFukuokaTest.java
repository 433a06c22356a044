package kizuna.streams.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kizuna.codes.Tier;
import kizuna.facts.Fact;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.DrillLog;
import kizuna.seeds.drill.DrillNetwork;
import org.junit.jupiter.api.Test;

/**
 * 築上町 asks for two of the six that 福岡市 (60 km), 行橋市 (11 km) and 豊前市 (8 km) offer alike: the nearest
 * goes. It once lay at the prefecture's city hall, and 福岡市 went.
 */
class NearestAcrossFukuokaTest {

  private static final String CHIKUJO = "406473";
  private static final List<String> LENDERS = List.of("401307", "402133", "402141");
  private static final String BUZEN = "402141";

  private static final String AT = "\"at\":\"2026-11-25T09:00:00+09:00\",";

  @Test
  void theNearestGoes() throws Exception {
    StringBuilder log = new StringBuilder();
    log.append('{')
        .append(AT)
        .append(
            """
        "fact":"AgreementSigned","by":"SYSTEM","agreementId":"ag","version":1,"title":"協定（試験）",\
        "receivers":["406473"],"costBearer":"RECEIVER","validFrom":"2015-04-01","source":"t",\
        "certainty":"ILLUSTRATIVE"}
        """);
    log.append('{')
        .append(AT)
        .append(
            """
        "fact":"DisasterDeclared","by":"DESK 406473","disasterId":"q","name":"地震",\
        "hazard":"EARTHQUAKE","struck":["406473"],"struckAt":"2026-11-25T09:00:00+09:00"}
        """);
    for (String lender : LENDERS) {
      log.append('{')
          .append(AT)
          .append(
              """
          "fact":"StaffOffered","by":"WARD %1$s","offerId":"o%1$s","lender":"%1$s","disasterId":"q",\
          "taskTypes":["SHELTER_OPERATION"],"headCount":2,"firstDay":"2026-12-01","lastDay":"2026-12-10"}
          """
                  .formatted(lender));
    }
    log.append('{')
        .append(AT)
        .append(
            """
        "fact":"AidRequested","by":"DESK 406473","requestId":"r1","disasterId":"q","receiver":"406473",\
        "damage":"d","taskType":"SHELTER_OPERATION","headCount":2,"place":"p","route":"r",\
        "firstDay":"2026-12-01","lastDay":"2026-12-05","priority":"NORMAL","tourDays":8,\
        "documentation":"ORAL"}
        """);
    List<DrillNetwork> networks = List.of(new DrillNetwork("fuk", "福岡", Tier.AGREEMENT, LENDERS));
    List<Fact> facts = DrillLog.read("a19", networks, "log.jsonl", log.toString());

    Rehearsal rehearsal =
        Rehearsal.of(new Drill("a19", "A19", "A19", networks, facts, java.util.Optional.empty()));

    assertThat(rehearsal.rejections).isEmpty();
    assertThat(rehearsal.kizuna.ledger.values())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getLender()).isEqualTo(BUZEN);
              assertThat(line.getReceiver()).isEqualTo(CHIKUJO);
            });
  }
}
