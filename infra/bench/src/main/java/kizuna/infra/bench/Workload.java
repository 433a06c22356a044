package kizuna.infra.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import kizuna.codes.Certainty;
import kizuna.codes.CostBearer;
import kizuna.codes.Documentation;
import kizuna.codes.HazardType;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Priority;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AidRequested;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisasterEnded;
import kizuna.facts.DispatchConfirmed;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.facts.MunicipalitiesListed;
import kizuna.facts.Municipality;
import kizuna.facts.NetworkFormed;
import kizuna.facts.Reporter;
import kizuna.facts.StaffArrived;
import kizuna.facts.StaffDeparted;
import kizuna.facts.StaffOffered;
import kizuna.facts.StaffReleased;
import kizuna.facts.StaffReturned;
import kizuna.facts.TimePassed;
import kizuna.schemas.AvroLimits;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.MunicipalityCode;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A realistic mix of facts over several networks: of ten facts one is a request (4 persons, 8
 * days), two are offers (2 persons, 8 days) that fill it, and seven report what happened to the two
 * dispatches (confirmed, departed, arrived, one released). Each network has 23 lenders and 20
 * receivers; the same every time.
 */
final class Workload {

  static {
    // Before the first record is made from its schema's defaults.
    AvroLimits.apply();
  }

  static final int LENDERS = 23;
  static final int RECEIVERS = 20;
  private static final int FIRST_LENDER = 13101;
  private static final int FIRST_RECEIVER = 17201;
  private static final TaskType[] TASKS = {
    TaskType.SHELTER_OPERATION, TaskType.RELIEF_GOODS, TaskType.DAMAGE_ASSESSMENT,
    TaskType.VICTIM_CERTIFICATE, TaskType.PUBLIC_HEALTH, TaskType.WATER_SUPPLY
  };
  private static final int DAYS_AHEAD = 30;
  private static final int DAYS = 8;

  private final int networks;
  private final List<Fact> facts = new ArrayList<>();
  private long clock = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
  private long count;
  private String name = "bench";
  private String disaster = "quake";
  private int round;

  Workload(int networks) {
    this.networks = networks;
  }

  /** Sets the time of the following facts; needs are for eight days from 30 days later. */
  Workload at(Instant moment) {
    clock = moment.toEpochMilli();
    return this;
  }

  /** Facts made since the last call. */
  List<Fact> take() {
    List<Fact> made = List.copyOf(facts);
    facts.clear();
    return made;
  }

  /** Sets the prefix of the networks' names, before their numbers. */
  Workload named(String prefix) {
    name = prefix;
    return this;
  }

  String network(int n) {
    return name + "-" + n;
  }

  static String lender(int i) {
    return code(FIRST_LENDER + i);
  }

  static String receiver(int i) {
    return code(FIRST_RECEIVER + i);
  }

  static String code(int five) {
    return MunicipalityCode.withCheckDigit(Integer.toString(five));
  }

  /**
   * Adds the first facts of each network's log: lenders, places, an agreement with each receiver, a
   * disaster.
   */
  Workload setUp() {
    List<String> lenders = new ArrayList<>();
    List<String> receivers = new ArrayList<>();
    List<Municipality> places = new ArrayList<>();
    for (int i = 0; i < LENDERS; i++) {
      lenders.add(code(FIRST_LENDER + i));
      places.add(place(code(FIRST_LENDER + i), 35.6 + i * 0.01, 139.6 + i * 0.01));
    }
    for (int i = 0; i < RECEIVERS; i++) {
      receivers.add(code(FIRST_RECEIVER + i));
      places.add(place(code(FIRST_RECEIVER + i), 37.0 + i * 0.02, 136.8 + i * 0.02));
    }
    for (int n = 0; n < networks; n++) {
      add(
          n,
          Role.SYSTEM,
          "kizuna",
          NetworkFormed.newBuilder()
              .setName("計測")
              .setLenders(lenders)
              .setHoldMinutes(1_000_000)
              .setLifeSafetyHoldMinutes(1_000_000)
              .setPriorityClassHours(24)
              .build());
      add(n, Role.SYSTEM, "kizuna", new MunicipalitiesListed(places, "bench"));
      for (int i = 0; i < RECEIVERS; i++) {
        add(
            n,
            Role.SYSTEM,
            "kizuna",
            AgreementSigned.newBuilder()
                .setAgreementId("agreement-" + i)
                .setVersion(1)
                .setTitle("協定")
                .setLenders(List.of())
                .setReceivers(List.of(receivers.get(i)))
                .setAssociations(List.of())
                .setHazards(List.of())
                .setTaskTypes(List.of())
                .setCostBearer(CostBearer.RECEIVER)
                .setValidFrom(LocalDate.of(2000, 1, 1))
                .setSource("bench")
                .setCertainty(Certainty.ILLUSTRATIVE)
                .build());
      }
      declare(n, disaster);
    }
    return this;
  }

  /** Declares a disaster in one network; later requests are for it. */
  Workload declare(int n, String id) {
    disaster = id;
    List<String> receivers = new ArrayList<>();
    for (int i = 0; i < RECEIVERS; i++) {
      receivers.add(code(FIRST_RECEIVER + i));
    }
    add(
        n,
        Role.COORDINATOR,
        network(n),
        DisasterDeclared.newBuilder()
            .setDisasterId(id)
            .setName("計測")
            .setHazard(HazardType.EARTHQUAKE)
            .setStruck(receivers)
            .setStruckAt(Instant.ofEpochMilli(clock))
            // The same name and places as the one before, on purpose.
            .setConfirmedNew(true)
            .build());
    return this;
  }

  private LocalDate firstDay() {
    return LocalDate.ofInstant(Instant.ofEpochMilli(clock), JapanTime.ZONE).plusDays(DAYS_AHEAD);
  }

  private static Municipality place(String code, double lat, double lon) {
    return new Municipality(code, code, "", "", MunicipalityKind.CITY, lat, lon);
  }

  /** Requests without a suitable offer yet, spread over the networks: as in a large disaster. */
  Workload openRequests(int requests) {
    for (int i = 0; i < requests; i++) {
      // No lender offers school support in this mix; the requests stay open beside the others.
      request(
          i % networks,
          "open-" + round + "-" + i,
          i % RECEIVERS,
          TaskType.SCHOOL_SUPPORT,
          Priority.NORMAL);
    }
    round++;
    return this;
  }

  /** Tens of facts: one request, two offers, seven reports, network after network. */
  Workload tens(int tens) {
    for (int i = 0; i < tens; i++) {
      ten(i % networks);
    }
    return this;
  }

  private void ten(int n) {
    List<DispatchReference> promised = ask(n);
    for (DispatchReference of : promised) {
      add(n, Role.WARD, lender(of), new DispatchConfirmed(of));
      add(n, Role.WARD, lender(of), new StaffDeparted(of, true));
      add(n, Role.WARD, lender(of), new StaffArrived(of, true));
    }
    add(n, Role.COORDINATOR, network(n), new StaffReleased(promised.get(0), firstDay(), true));
  }

  /** One request and the two offers that fill it; what is proposed then. */
  private List<DispatchReference> ask(int n) {
    int i = round++;
    String request = "r-" + i;
    int receiver = i % RECEIVERS;
    TaskType task = TASKS[i / RECEIVERS % TASKS.length];
    Priority priority = i % 50 == 0 ? Priority.URGENT : Priority.NORMAL;
    // Half of the requests find their offers waiting, half wait for theirs.
    boolean waits = i / networks % 2 == 0;
    if (waits) {
      request(n, request, receiver, task, priority);
    }
    String one = offer(n, "o-" + i + "a", i % LENDERS, task);
    String two = offer(n, "o-" + i + "b", (i + 7) % LENDERS, task);
    if (!waits) {
      request(n, request, receiver, task, priority);
    }
    return List.of(
        new DispatchReference(null, request, one), new DispatchReference(null, request, two));
  }

  private static String lender(DispatchReference of) {
    return Objects.requireNonNull(of.getLender());
  }

  /** A request, its offers, and their promises. */
  List<DispatchReference> askAndConfirm(int n) {
    List<DispatchReference> promised = ask(n);
    promised.forEach(of -> add(n, Role.WARD, lender(of), new DispatchConfirmed(of)));
    return promised;
  }

  /** They go and arrive. */
  void arrive(int n, DispatchReference of) {
    add(n, Role.WARD, lender(of), new StaffDeparted(of, true));
    add(n, Role.WARD, lender(of), new StaffArrived(of, true));
  }

  /** They have done their work and are home. */
  void home(int n, DispatchReference of) {
    add(
        n,
        Role.COORDINATOR,
        network(n),
        new StaffReleased(of, firstDay().minusDays(DAYS_AHEAD + 1), true));
    add(n, Role.WARD, lender(of), new StaffReturned(of, true));
  }

  /** A disaster is over. */
  void end(int n, String id) {
    add(n, Role.COORDINATOR, network(n), new DisasterEnded(id, false));
  }

  /** A report of the time for a network. */
  void time(int n) {
    add(n, Role.SYSTEM, "kizuna", new TimePassed(Instant.ofEpochMilli(clock), null));
  }

  private void request(int n, String id, int receiver, TaskType task, Priority priority) {
    add(
        n,
        Role.DESK,
        code(FIRST_RECEIVER + receiver),
        AidRequested.newBuilder()
            .setRequestId(id)
            .setDisasterId(disaster)
            .setReceiver(code(FIRST_RECEIVER + receiver))
            .setDamage("断水")
            .setTaskType(task)
            .setHeadCount(4)
            .setPlace("避難所")
            .setRoute("のと里山海道")
            .setFirstDay(firstDay())
            .setLastDay(firstDay().plusDays(DAYS - 1))
            .setQualifications(List.of())
            .setPriority(priority)
            .setTourDays(8)
            .setDocumentation(Documentation.ORAL)
            .build());
  }

  private String offer(int n, String id, int lender, TaskType task) {
    String code = code(FIRST_LENDER + lender);
    add(
        n,
        Role.WARD,
        code,
        StaffOffered.newBuilder()
            .setOfferId(id)
            .setLender(code)
            .setTaskTypes(List.of(task))
            .setQualifications(List.of())
            .setHeadCount(2)
            .setFirstDay(firstDay())
            .setLastDay(firstDay().plusDays(DAYS - 1))
            .build());
    return code;
  }

  private void add(int n, Role role, String by, SpecificRecordBase body) {
    clock += 10;
    Instant now = Instant.ofEpochMilli(clock);
    UUID eventId = UUID.nameUUIDFromBytes((n + "/" + ++count).getBytes(StandardCharsets.UTF_8));
    facts.add(
        FactForm.envelope(
            eventId, network(n), now, now, new Reporter(role, by), OperationMode.ACTUAL, body));
  }
}
