package kizuna.infra.drill;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import kizuna.codes.Certainty;
import kizuna.codes.CostBearer;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AidRequested;
import kizuna.facts.DispatchConfirmed;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.schemas.form.FactForm;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.DrillNetwork;
import kizuna.states.LedgerEntry;
import org.apache.avro.specific.SpecificRecordBase;

/** Facts for a replay of the rules alone, in place of people's decisions. */
final class SimulatedConsent {

  private SimulatedConsent() {}

  /** One agreement that binds all lenders of a network to all its receivers. */
  static Fact allLendersForAllReceivers(Drill drill, DrillNetwork network) {
    Set<String> receivers = new TreeSet<>();
    for (Fact fact : drill.log()) {
      AidRequested asked = fact.getAidRequested();
      if (asked != null && fact.getNetworkId().equals(network.id())) {
        receivers.add(asked.getReceiver());
      }
    }
    AgreementSigned agreement =
        AgreementSigned.newBuilder()
            .setAgreementId("everybody-" + network.id())
            .setVersion(1)
            .setTitle(network.name())
            .setLenders(List.of())
            .setReceivers(List.copyOf(receivers))
            .setAssociations(List.of())
            .setHazards(List.of())
            .setTaskTypes(List.of())
            .setCostBearer(CostBearer.RECEIVER)
            .setValidFrom(LocalDate.ofInstant(drill.start(), ZoneOffset.UTC))
            .setSource("drill history")
            .setCertainty(Certainty.ILLUSTRATIVE)
            .build();
    return fact(drill, network.id(), new Reporter(Role.SYSTEM, "kizuna"), drill.start(), agreement);
  }

  /** The lender confirms a proposal at once. */
  static Fact confirmed(Drill drill, LedgerEntry e, Instant at) {
    return fact(
        drill,
        e.getNetworkId(),
        new Reporter(Role.WARD, e.getLender()),
        at,
        new DispatchConfirmed(new DispatchReference(e.getDispatchId(), null, null)));
  }

  private static Fact fact(
      Drill drill, String network, Reporter by, Instant at, SpecificRecordBase body) {
    UUID id =
        UUID.nameUUIDFromBytes(
            (drill.id() + "/alone/" + network + "/" + body).getBytes(StandardCharsets.UTF_8));
    return FactForm.envelope(id, network, at, at, by, OperationMode.EXERCISE, body);
  }
}
