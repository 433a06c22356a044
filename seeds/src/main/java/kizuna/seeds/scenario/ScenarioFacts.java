package kizuna.seeds.scenario;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import kizuna.codes.Certainty;
import kizuna.codes.CostBearer;
import kizuna.codes.Documentation;
import kizuna.codes.HazardType;
import kizuna.codes.OperationMode;
import kizuna.codes.Priority;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AidRequested;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.Fact;
import kizuna.facts.PlanConfirmed;
import kizuna.facts.Reporter;
import kizuna.facts.StaffOffered;
import kizuna.facts.TimePassed;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.FactForm;
import org.apache.avro.specific.SpecificRecordBase;

/** Makes the facts of a scenario: ids and chances derive from its seed alone. */
final class ScenarioFacts {

  private final String id;
  private final long seed;
  private final LocalDate start;
  private final List<Fact> facts = new ArrayList<>();

  ScenarioFacts(String id, long seed, LocalDate start) {
    this.id = id;
    this.seed = seed;
    this.start = start;
  }

  /** The random numbers for one thing, independent of earlier draws. */
  SplittableRandom chances(Object... of) {
    UUID mixed =
        UUID.nameUUIDFromBytes(
            (id + "/" + seed + "/" + List.of(of)).getBytes(StandardCharsets.UTF_8));
    return new SplittableRandom(mixed.getMostSignificantBits() ^ mixed.getLeastSignificantBits());
  }

  LocalDate day(int day) {
    return start.plusDays(day);
  }

  /** A time in Japan on a day of the scenario. */
  Instant at(int day, int secondOfDay) {
    return day(day).atTime(LocalTime.ofSecondOfDay(secondOfDay)).atZone(JapanTime.ZONE).toInstant();
  }

  void add(Instant at, String network, Role role, String by, SpecificRecordBase body) {
    UUID eventId =
        UUID.nameUUIDFromBytes(
            ("kizuna/scenario/"
                    + id
                    + "/"
                    + seed
                    + "/"
                    + network
                    + "/"
                    + (at.getEpochSecond() - at(0, 0).getEpochSecond())
                    + "/"
                    + name(body))
                .getBytes(StandardCharsets.UTF_8));
    facts.add(
        FactForm.envelope(
            eventId, network, at, at, new Reporter(role, by), OperationMode.EXERCISE, body));
  }

  /** A name that distinguishes it from others of its kind at the same second. */
  private static String name(SpecificRecordBase body) {
    if (body instanceof AidRequested asked) {
      return asked.getRequestId();
    } else if (body instanceof StaffOffered offered) {
      return offered.getOfferId();
    } else if (body instanceof PlanConfirmed confirmed) {
      return confirmed.getAgreementId() + "/" + confirmed.getConfirmedBy();
    } else if (body instanceof AgreementSigned signed) {
      return signed.getAgreementId();
    } else if (body instanceof DisasterDeclared declared) {
      return declared.getDisasterId();
    }
    return body.getSchema().getName();
  }

  void add(Fact fact) {
    facts.add(fact);
  }

  /** Takes what was made, in the order of its times. */
  List<Fact> take() {
    List<Fact> taken = new ArrayList<>(facts);
    taken.sort(Comparator.comparing(Fact::getRecordedAt));
    facts.clear();
    return taken;
  }

  void declared(
      Instant at,
      String network,
      String disaster,
      String name,
      HazardType hazard,
      List<String> struck) {
    add(
        at,
        network,
        Role.COORDINATOR,
        network,
        DisasterDeclared.newBuilder()
            .setDisasterId(disaster)
            .setName(name)
            .setHazard(hazard)
            .setStruck(List.copyOf(new TreeSet<>(struck)))
            .setStruckAt(at)
            .setConfirmedNew(true)
            .build());
  }

  void agreed(
      Instant at,
      String network,
      String agreement,
      String title,
      List<String> receivers,
      String source,
      Certainty certainty) {
    add(
        at,
        network,
        Role.SYSTEM,
        "kizuna",
        AgreementSigned.newBuilder()
            .setAgreementId(agreement)
            .setVersion(1)
            .setTitle(title)
            .setLenders(List.of())
            .setReceivers(receivers)
            .setAssociations(List.of())
            .setHazards(List.of())
            .setTaskTypes(List.of())
            .setCostBearer(CostBearer.RECEIVER)
            .setValidFrom(start.minusYears(1))
            .setSource(source)
            .setCertainty(certainty)
            .build());
  }

  void asked(
      Instant at,
      String network,
      String request,
      String disaster,
      String receiver,
      TaskType task,
      int headCount,
      LocalDate firstDay,
      int days,
      Priority priority) {
    add(
        at,
        network,
        Role.DESK,
        receiver,
        AidRequested.newBuilder()
            .setRequestId(request)
            .setDisasterId(disaster)
            .setReceiver(receiver)
            .setDamage("想定")
            .setTaskType(task)
            .setHeadCount(headCount)
            .setPlace("想定")
            .setRoute("想定")
            .setFirstDay(firstDay)
            .setLastDay(firstDay.plusDays(days - 1L))
            .setQualifications(List.of())
            .setPriority(priority)
            .setDocumentation(Documentation.ORAL)
            .build());
  }

  void offered(
      Instant at,
      String network,
      String offer,
      String lender,
      String disaster,
      List<TaskType> tasks,
      int headCount,
      LocalDate firstDay,
      int days) {
    add(
        at,
        network,
        Role.WARD,
        lender,
        StaffOffered.newBuilder()
            .setOfferId(offer)
            .setLender(lender)
            .setDisasterId(disaster)
            .setTaskTypes(tasks)
            .setQualifications(List.of())
            .setHeadCount(headCount)
            .setFirstDay(firstDay)
            .setLastDay(firstDay.plusDays(days - 1L))
            .build());
  }

  void timePassed(Instant at, String network) {
    add(at, network, Role.SYSTEM, "kizuna", TimePassed.newBuilder().setTo(at).build());
  }
}
