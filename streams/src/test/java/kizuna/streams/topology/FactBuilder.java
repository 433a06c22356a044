package kizuna.streams.topology;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import kizuna.codes.Certainty;
import kizuna.codes.CostBearer;
import kizuna.codes.Documentation;
import kizuna.codes.FactKind;
import kizuna.codes.HazardType;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Priority;
import kizuna.codes.Qualification;
import kizuna.codes.RefusalReason;
import kizuna.codes.Role;
import kizuna.codes.TaskType;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequestCancelled;
import kizuna.facts.AidRequested;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DispatchCancelled;
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
import kizuna.facts.StaffRecalled;
import kizuna.facts.StaffReleased;
import kizuna.facts.StaffReturned;
import kizuna.facts.TimePassed;
import kizuna.schemas.AvroLimits;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/** Facts for tests, one network, each a minute after the one before unless the clock is set. */
public final class FactBuilder {

  static {
    // Before the first record is made from its schema's defaults.
    AvroLimits.apply();
  }

  public static final String WAJIMA = "172049";
  public static final String SUZU = "172057";
  public static final String SHINJUKU = "131041";
  public static final String SUMIDA = "131075";
  public static final String SUGINAMI = "131156";
  public static final String NETWORK = "tokyo23";
  public static final LocalDate DAY1 = LocalDate.of(2024, 1, 2);

  private final String network;
  private final OperationMode mode;
  private Instant now = Instant.parse("2024-01-01T07:10:00Z");
  private int count;

  public FactBuilder() {
    this(NETWORK, OperationMode.ACTUAL);
  }

  public FactBuilder(String network, OperationMode mode) {
    this.network = network;
    this.mode = mode;
  }

  public Instant now() {
    return now;
  }

  public FactBuilder at(Instant time) {
    now = time;
    return this;
  }

  /** The wire's key. */
  public static byte[] key(Fact fact) {
    return fact.getNetworkId().getBytes(StandardCharsets.UTF_8);
  }

  public Fact networkFormed(String... lenders) {
    return system(
        FactKind.NETWORK_FORMED,
        NetworkFormed.newBuilder()
            .setName("特別区")
            .setLenders(Arrays.asList(lenders))
            .setHoldMinutes(60)
            .setLifeSafetyHoldMinutes(30)
            .setPriorityClassHours(24)
            .build());
  }

  public Fact municipalities() {
    return system(
        FactKind.MUNICIPALITIES_LISTED,
        new MunicipalitiesListed(
            List.of(
                place(WAJIMA, "輪島市", 37.39, 136.90),
                place(SUZU, "珠洲市", 37.44, 137.26),
                place(SHINJUKU, "新宿区", 35.69, 139.70),
                place(SUMIDA, "墨田区", 35.71, 139.80),
                place(SUGINAMI, "杉並区", 35.70, 139.64)),
            "test"));
  }

  private static Municipality place(String code, String name, double lat, double lon) {
    return new Municipality(code, name, "", "", MunicipalityKind.CITY, lat, lon);
  }

  /** All lenders of the network to Wajima and Suzu, every hazard and task, no limits. */
  public Fact agreement() {
    return agreement("kyotei", 1, List.of(), List.of(WAJIMA, SUZU), List.of(), null, null);
  }

  public Fact agreement(
      String id,
      int version,
      List<String> lenders,
      List<String> receivers,
      List<TaskType> tasks,
      @Nullable Integer limit,
      @Nullable Integer tour) {
    return system(
        FactKind.AGREEMENT_SIGNED,
        new AgreementSigned(
            id,
            version,
            "協定",
            lenders,
            receivers,
            List.of(),
            List.of(),
            tasks,
            limit,
            tour,
            CostBearer.RECEIVER,
            LocalDate.of(2020, 1, 1),
            null,
            "test",
            Certainty.ILLUSTRATIVE,
            List.of(),
            0,
            0,
            List.of()));
  }

  public Fact planConfirmed(String agreement, String by) {
    return fact(
        Role.WARD,
        by,
        FactKind.PLAN_CONFIRMED,
        new PlanConfirmed(agreement, by, LocalDate.of(2030, 1, 1)));
  }

  public Fact declared(String id, String... struck) {
    return fact(
        Role.DESK,
        struck[0],
        FactKind.DISASTER_DECLARED,
        new DisasterDeclared(
            id, "地震", HazardType.EARTHQUAKE, Arrays.asList(struck), now, false, false));
  }

  public Fact requested(String id, int headCount, int days) {
    return requested(
        id, WAJIMA, headCount, DAY1, days, Priority.NORMAL, TaskType.SHELTER_OPERATION);
  }

  public Fact requested(
      String id,
      String receiver,
      int headCount,
      LocalDate from,
      int days,
      Priority priority,
      TaskType task) {
    return fact(
        Role.DESK,
        receiver,
        FactKind.AID_REQUESTED,
        new AidRequested(
            id,
            "noto",
            receiver,
            "断水",
            task,
            headCount,
            "避難所",
            "のと里山海道",
            from,
            from.plusDays(days - 1),
            List.of(),
            priority,
            8,
            Documentation.ORAL,
            List.of(),
            1,
            null));
  }

  public Fact offered(String id, String lender, int headCount, int days) {
    return offered(id, lender, headCount, DAY1, days, TaskType.SHELTER_OPERATION);
  }

  public Fact offered(
      String id, String lender, int headCount, LocalDate from, int days, TaskType... tasks) {
    return fact(
        Role.WARD,
        lender,
        FactKind.STAFF_OFFERED,
        new StaffOffered(
            id,
            lender,
            null,
            Arrays.asList(tasks),
            List.<Qualification>of(),
            headCount,
            from,
            from.plusDays(days - 1),
            null));
  }

  public Fact withdrawn(String offer, String lender) {
    return fact(
        Role.WARD,
        lender,
        FactKind.OFFER_WITHDRAWN,
        new OfferWithdrawn(offer, RefusalReason.OWN_DISASTER));
  }

  public Fact amended(String request, @Nullable Integer headCount, @Nullable LocalDate lastDay) {
    return fact(
        Role.DESK,
        WAJIMA,
        FactKind.AID_REQUEST_AMENDED,
        AidRequestAmended.newBuilder()
            .setRequestId(request)
            .setHeadCount(headCount)
            .setLastDay(lastDay)
            .build());
  }

  public Fact cancelledRequest(String request) {
    return fact(
        Role.DESK,
        WAJIMA,
        FactKind.AID_REQUEST_CANCELLED,
        new AidRequestCancelled(request, RefusalReason.NEED_ENDED));
  }

  public Fact confirmed(String request, String lender) {
    return fact(
        Role.WARD, lender, FactKind.DISPATCH_CONFIRMED, new DispatchConfirmed(of(request, lender)));
  }

  public Fact declined(String request, String lender) {
    return fact(
        Role.WARD,
        lender,
        FactKind.DISPATCH_DECLINED,
        new DispatchDeclined(of(request, lender), RefusalReason.NO_STAFF_LEFT));
  }

  public Fact calledOff(String request, String lender) {
    return fact(
        Role.WARD,
        lender,
        FactKind.DISPATCH_CANCELLED,
        new DispatchCancelled(of(request, lender), RefusalReason.OTHER));
  }

  public Fact departed(String request, String lender) {
    return fact(
        Role.WARD, lender, FactKind.STAFF_DEPARTED, new StaffDeparted(of(request, lender), false));
  }

  public Fact arrived(String request, String lender) {
    return fact(
        Role.WARD, lender, FactKind.STAFF_ARRIVED, new StaffArrived(of(request, lender), false));
  }

  public Fact recalled(String request, String lender, LocalDate lastDay) {
    return fact(
        Role.WARD,
        lender,
        FactKind.STAFF_RECALLED,
        new StaffRecalled(of(request, lender), lastDay, RefusalReason.OWN_DISASTER, false));
  }

  public Fact released(String request, String lender, LocalDate lastDay) {
    return fact(
        Role.COORDINATOR,
        network,
        FactKind.STAFF_RELEASED,
        new StaffReleased(of(request, lender), lastDay, false));
  }

  public Fact returned(String request, String lender) {
    return fact(
        Role.WARD, lender, FactKind.STAFF_RETURNED, new StaffReturned(of(request, lender), false));
  }

  public Fact timePassed(Instant to) {
    now = to;
    return system(FactKind.TIME_PASSED, new TimePassed(to, null));
  }

  private static DispatchReference of(String request, String lender) {
    return new DispatchReference(null, request, lender);
  }

  private Fact system(FactKind kind, SpecificRecordBase body) {
    return fact(Role.SYSTEM, "kizuna", kind, body);
  }

  /** Any fact at all. */
  public Fact fact(Role role, String by, FactKind kind, SpecificRecordBase body) {
    now = now.plusSeconds(60);
    UUID id = UUID.nameUUIDFromBytes((network + ++count).getBytes(StandardCharsets.UTF_8));
    Fact.Builder b =
        Fact.newBuilder()
            .setEventId(id)
            .setNetworkId(network)
            .setOccurredAt(now)
            .setRecordedAt(now)
            .setReporter(new Reporter(role, by))
            .setMode(mode)
            .setKind(kind);
    Fact fact = b.build();
    fact.put(bodyField(kind), body);
    return fact;
  }

  private static int bodyField(FactKind kind) {
    StringBuilder name = new StringBuilder();
    for (String word : kind.name().toLowerCase(java.util.Locale.ROOT).split("_", -1)) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return Fact.getClassSchema().getField(name.toString()).pos();
  }
}
