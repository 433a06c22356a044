package kizuna.infra.bench.quality;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import kizuna.codes.Certainty;
import kizuna.codes.CostBearer;
import kizuna.codes.Documentation;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.OperationMode;
import kizuna.codes.RefusalReason;
import kizuna.codes.Role;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AidRequestCancelled;
import kizuna.facts.AidRequested;
import kizuna.facts.AssociationListed;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DispatchConfirmed;
import kizuna.facts.DispatchDeclined;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.facts.MunicipalitiesListed;
import kizuna.facts.Municipality;
import kizuna.facts.NetworkFormed;
import kizuna.facts.OfferWithdrawn;
import kizuna.facts.PlanConfirmed;
import kizuna.facts.Reporter;
import kizuna.facts.StaffArrived;
import kizuna.facts.StaffDeparted;
import kizuna.facts.StaffOffered;
import kizuna.facts.StaffReleased;
import kizuna.facts.StaffReturned;
import kizuna.facts.TimePassed;
import kizuna.schemas.AvroLimits;
import kizuna.schemas.form.FactForm;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/** The events of a world, as facts of the contract with their reporters. */
final class ScenarioFacts {

  static {
    // Before the first record is made from its schema's defaults.
    AvroLimits.apply();
  }

  static final String NETWORK = "quality";
  private static final String KIZUNA = "kizuna";

  private long count;

  /** Lenders, places, associations, agreements and confirmed plans: the facts known beforehand. */
  List<Fact> register(Scenario s, Instant at) {
    List<Fact> facts = new ArrayList<>();
    facts.add(
        kizuna(
            at,
            NetworkFormed.newBuilder()
                .setName("計測")
                .setLenders(s.lenders())
                .setHoldMinutes(Scenario.HOLD_MINUTES)
                .setLifeSafetyHoldMinutes(Scenario.LIFE_SAFETY_HOLD_MINUTES)
                .setPriorityClassHours(Scenario.PRIORITY_CLASS_HOURS)
                .build()));
    List<Municipality> places = new ArrayList<>();
    for (int i = 0; i < s.lenders().size(); i++) {
      places.add(place(s.lenders().get(i), 35.6 + i * 0.01, 139.6 + i * 0.01));
    }
    for (int i = 0; i < s.receivers().size(); i++) {
      places.add(place(s.receivers().get(i), 37.0 + i * 0.1, 136.8 + i * 0.1));
    }
    facts.add(
        kizuna(
            at,
            MunicipalitiesListed.newBuilder()
                .setMunicipalities(places)
                .setSource("bench")
                .build()));
    for (Scenario.Agreement a : s.agreements()) {
      addAgreement(facts, a, at);
    }
    return facts;
  }

  /** An agreement with its association, if it is for one, and its confirmed plan, if it has one. */
  private void addAgreement(List<Fact> facts, Scenario.Agreement a, Instant at) {
    List<String> receivers = List.copyOf(a.receivers());
    if (a.association()) {
      facts.add(
          kizuna(
              at,
              AssociationListed.newBuilder()
                  .setAssociationId("members-" + a.id())
                  .setName("計測")
                  .setMembers(new ArrayList<>(a.receivers()))
                  .setSource("bench")
                  .build()));
    }
    facts.add(
        kizuna(
            at,
            AgreementSigned.newBuilder()
                .setAgreementId(a.id())
                .setVersion(1)
                .setTitle("協定")
                .setLenders(new ArrayList<>(a.lenders()))
                .setReceivers(a.association() ? List.of() : receivers)
                .setAssociations(a.association() ? List.of("members-" + a.id()) : List.of())
                .setHazards(new ArrayList<>(a.hazards()))
                .setTaskTypes(new ArrayList<>(a.taskTypes()))
                .setHeadCountLimit(a.headCountLimit())
                .setLongestTourDays(a.longestTourDays())
                .setCostBearer(CostBearer.RECEIVER)
                .setValidFrom(Scenario.START.minusYears(5))
                .setValidTo(a.lastDay() == null ? null : Scenario.date(a.lastDay()))
                .setSource("bench")
                .setCertainty(Certainty.ILLUSTRATIVE)
                .build()));
    if (a.planConfirmed()) {
      List<String> sides = new ArrayList<>(receivers);
      sides.addAll(a.lenders());
      for (String side : sides) {
        facts.add(
            kizuna(
                at,
                PlanConfirmed.newBuilder()
                    .setAgreementId(a.id())
                    .setConfirmedBy(side)
                    .setValidTo(Scenario.date(Scenario.DAYS))
                    .build()));
      }
    }
  }

  private static Municipality place(String code, double lat, double lon) {
    return Municipality.newBuilder()
        .setCode(code)
        .setName(code)
        .setKana("")
        .setRomaji("")
        .setKind(MunicipalityKind.CITY)
        .setLatitude(lat)
        .setLongitude(lon)
        .build();
  }

  Fact declared(Scenario.Disaster d, Instant at) {
    return fact(
        at,
        Role.SYSTEM,
        KIZUNA,
        DisasterDeclared.newBuilder()
            .setDisasterId(d.id())
            .setName("計測")
            .setHazard(d.hazard())
            .setStruck(d.struck())
            .setStruckAt(at)
            .setConfirmedNew(true)
            .build());
  }

  Fact asked(Scenario.Request r, Instant at) {
    return fact(
        at,
        Role.DESK,
        r.receiver(),
        withoutOverlap(
            AidRequested.newBuilder()
                .setRequestId(r.id())
                .setDisasterId(r.disaster().id())
                .setReceiver(r.receiver())
                .setDamage("断水")
                .setTaskType(r.taskType())
                .setHeadCount(r.headCount())
                .setPlace("避難所")
                .setRoute("国道")
                .setFirstDay(Scenario.date(r.firstDay()))
                .setLastDay(Scenario.date(r.lastDay()))
                .setQualifications(new ArrayList<>(r.qualifications()))
                .setPriority(r.priority())
                .setTourDays(r.tourDays())
                .setDocumentation(Documentation.ORAL)
                .build()));
  }

  /** Sets the handover days to zero: an optimum of person-days has none. */
  private static AidRequested withoutOverlap(AidRequested asked) {
    Schema.Field overlap = asked.getSchema().getField("overlapDays");
    if (overlap != null) {
      asked.put(overlap.pos(), 0);
    }
    return asked;
  }

  Fact cancelled(String requestId, String receiver, Instant at) {
    return fact(
        at,
        Role.DESK,
        receiver,
        AidRequestCancelled.newBuilder()
            .setRequestId(requestId)
            .setReason(RefusalReason.NEED_ENDED)
            .build());
  }

  Fact offered(Scenario.Offer o, Instant at) {
    return fact(
        at,
        Role.WARD,
        o.lender(),
        StaffOffered.newBuilder()
            .setOfferId(o.id())
            .setLender(o.lender())
            .setDisasterId(o.disasterId())
            .setTaskTypes(new ArrayList<>(o.taskTypes()))
            .setQualifications(new ArrayList<>(o.qualifications()))
            .setHeadCount(o.headCount())
            .setFirstDay(Scenario.date(o.firstDay()))
            .setLastDay(Scenario.date(o.lastDay()))
            .build());
  }

  Fact withdrawn(String offerId, String lender, Instant at) {
    return fact(
        at,
        Role.WARD,
        lender,
        OfferWithdrawn.newBuilder()
            .setOfferId(offerId)
            .setReason(RefusalReason.NO_STAFF_LEFT)
            .build());
  }

  Fact confirmed(String dispatchId, String lender, Instant at) {
    return fact(
        at,
        Role.WARD,
        lender,
        DispatchConfirmed.newBuilder().setDispatch(reference(dispatchId)).build());
  }

  Fact declined(String dispatchId, String lender, Instant at) {
    return fact(
        at,
        Role.WARD,
        lender,
        DispatchDeclined.newBuilder()
            .setDispatch(reference(dispatchId))
            .setReason(RefusalReason.NO_STAFF_LEFT)
            .build());
  }

  // Staff confirmed on the last evening depart and arrive after the last day: both reports confirm
  // the late date.

  Fact departed(String dispatchId, String lender, Instant at) {
    return fact(
        at,
        Role.WARD,
        lender,
        StaffDeparted.newBuilder()
            .setDispatch(reference(dispatchId))
            .setConfirmedUnusual(true)
            .build());
  }

  /**
   * Staff confirmed on the last evening arrive after the last day; the desk confirms the late date.
   */
  Fact arrived(String dispatchId, String receiver, Instant at) {
    return fact(
        at,
        Role.DESK,
        receiver,
        StaffArrived.newBuilder()
            .setDispatch(reference(dispatchId))
            .setConfirmedUnusual(true)
            .build());
  }

  Fact released(String dispatchId, String receiver, java.time.LocalDate lastDay, Instant at) {
    return fact(
        at,
        Role.DESK,
        receiver,
        StaffReleased.newBuilder().setDispatch(reference(dispatchId)).setLastDay(lastDay).build());
  }

  Fact returned(String dispatchId, String lender, Instant at) {
    return fact(
        at,
        Role.WARD,
        lender,
        StaffReturned.newBuilder().setDispatch(reference(dispatchId)).build());
  }

  Fact timePassed(Instant at) {
    return kizuna(at, TimePassed.newBuilder().setTo(at).build());
  }

  private static DispatchReference reference(String dispatchId) {
    return DispatchReference.newBuilder().setDispatchId(dispatchId).build();
  }

  private Fact kizuna(Instant at, SpecificRecordBase body) {
    return fact(at, Role.SYSTEM, KIZUNA, body);
  }

  private Fact fact(Instant at, Role role, String by, SpecificRecordBase body) {
    UUID eventId = UUID.nameUUIDFromBytes(Long.toString(++count).getBytes(StandardCharsets.UTF_8));
    return FactForm.envelope(
        eventId, NETWORK, at, at, new Reporter(role, by), OperationMode.ACTUAL, body);
  }
}
