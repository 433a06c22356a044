package kizuna.schemas.form;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.AgreementEnded;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequestCancelled;
import kizuna.facts.AidRequestDocumented;
import kizuna.facts.AidRequested;
import kizuna.facts.AssociationListed;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.facts.MunicipalitiesListed;
import kizuna.facts.Municipality;
import kizuna.facts.NetworkFormed;
import kizuna.facts.OfferWithdrawn;
import kizuna.facts.PlanConfirmed;
import kizuna.facts.Reporter;
import kizuna.facts.StaffOffered;
import kizuna.facts.TimePassed;
import kizuna.schemas.AvroLimits;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What can be said of a fact without knowing any other: its form. Substance is checked where it is
 * decided.
 */
public final class FactForm {

  /** Longest text, characters. */
  public static final int LONGEST_TEXT = 500;

  private static final int MOST_PERSONS = 1_000;
  private static final int LONGEST_PERIOD_DAYS = 366;
  private static final int MOST_ENTRIES = 2_000;
  private static final int LONGEST_ID = 64;
  private static final LocalDate EARLIEST = LocalDate.of(1990, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2100, 12, 31);
  private static final Instant EARLIEST_TIME = Instant.parse("1990-01-01T00:00:00Z");
  private static final Instant LATEST_TIME = Instant.parse("2101-01-01T00:00:00Z");

  private static final Map<FactKind, Schema.Field> BODY = new EnumMap<>(FactKind.class);
  private static final Map<String, FactKind> BY_NAME = new HashMap<>();

  static {
    // Whoever asks for a form may be the first to load a generated class.
    AvroLimits.apply();
    for (FactKind kind : FactKind.values()) {
      if (kind != FactKind.UNKNOWN) {
        Schema.Field field = Fact.getClassSchema().getField(fieldName(kind));
        BODY.put(kind, field);
        BY_NAME.put(bodySchema(field).getName(), kind);
      }
    }
  }

  private FactForm() {}

  private static String fieldName(FactKind kind) {
    StringBuilder name = new StringBuilder();
    for (String word : kind.name().toLowerCase(Locale.ROOT).split("_", -1)) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }

  private static Schema bodySchema(Schema.Field field) {
    return field.schema().getTypes().get(1);
  }

  private static Schema.Field field(FactKind kind) {
    Schema.Field field = BODY.get(kind);
    if (field == null) {
      throw new IllegalArgumentException("expected a kind of fact, but " + kind);
    }
    return field;
  }

  /** The kind of a name like {@code AidRequested}; UNKNOWN if there is none. */
  public static FactKind kind(String name) {
    return BY_NAME.getOrDefault(name, FactKind.UNKNOWN);
  }

  /** The name of a kind, like {@code AidRequested}. */
  public static String name(FactKind kind) {
    return bodySchema(field(kind)).getName();
  }

  /** Every kind that can be reported. */
  public static List<FactKind> kinds() {
    return List.copyOf(BODY.keySet());
  }

  /** The schema of a kind's body. */
  public static Schema schema(FactKind kind) {
    return bodySchema(field(kind));
  }

  /**
   * The body of a fact from JSON, its form checked.
   *
   * @throws FormErrors with everything that is wrong
   */
  public static SpecificRecordBase body(FactKind kind, JsonNode json) throws FormErrors {
    SpecificRecordBase body = AvroJson.read(json, bodyClass(kind));
    List<FormError> errors = new ArrayList<>();
    checkBody(body, errors);
    if (!errors.isEmpty()) {
      throw new FormErrors(errors);
    }
    return body;
  }

  private static Class<? extends SpecificRecordBase> bodyClass(FactKind kind) {
    return SpecificData.get().getClass(schema(kind)).asSubclass(SpecificRecordBase.class);
  }

  /** A whole fact around a body. */
  public static Fact envelope(
      UUID eventId,
      String networkId,
      Instant occurredAt,
      Instant recordedAt,
      Reporter reporter,
      OperationMode mode,
      SpecificRecordBase body) {
    FactKind kind = kind(body.getSchema().getName());
    Fact fact =
        Fact.newBuilder()
            .setEventId(eventId)
            .setNetworkId(networkId)
            .setOccurredAt(occurredAt)
            .setRecordedAt(recordedAt)
            .setReporter(reporter)
            .setMode(mode)
            .setKind(kind)
            .build();
    fact.put(field(kind).pos(), body);
    return fact;
  }

  /** The body that is set. */
  public static SpecificRecordBase bodyOf(Fact fact) {
    Object body = fact.get(field(fact.getKind()).pos());
    if (body == null) {
      throw new IllegalArgumentException("expected a body for " + fact.getKind());
    }
    return (SpecificRecordBase) body;
  }

  /**
   * Everything that is wrong with the form of a whole fact, however it came; empty if nothing is.
   */
  public static List<FormError> check(Fact fact) {
    List<FormError> errors = new ArrayList<>();
    SpecificRecordBase only = null;
    int bodies = 0;
    for (Schema.Field field : BODY.values()) {
      if (fact.get(field.pos()) instanceof SpecificRecordBase body) {
        bodies++;
        only = body;
      }
    }
    if (bodies != 1 || only == null) {
      errors.add(new FormError("the fact", "exactly one body", Integer.toString(bodies)));
      return errors;
    }
    if (kind(only.getSchema().getName()) != fact.getKind()) {
      errors.add(
          new FormError(
              "kind", "the kind of " + only.getSchema().getName(), fact.getKind().name()));
      return errors;
    }
    id("networkId", fact.getNetworkId(), errors);
    time("occurredAt", fact.getOccurredAt(), errors);
    time("recordedAt", fact.getRecordedAt(), errors);
    noUnknown(fact.getMode(), "mode", errors);
    checkReporter(fact.getReporter(), errors);
    checkBody(only, errors);
    return errors;
  }

  /** What is wrong with the form of a reporter; adds it to {@code errors}. */
  public static void checkReporter(Reporter reporter, List<FormError> errors) {
    noUnknown(reporter.getRole(), "reporter.role", errors);
    if (reporter.getRole() == Role.DESK || reporter.getRole() == Role.WARD) {
      code("reporter.body", reporter.getBody(), errors);
    } else {
      id("reporter.body", reporter.getBody(), errors);
    }
  }

  private static void checkBody(SpecificRecordBase body, List<FormError> errors) {
    unknownCodes(body, "", errors);
    if (body instanceof NetworkFormed b) {
      text("name", b.getName(), errors);
      codes("lenders", b.getLenders(), 1, errors);
      range("holdMinutes", b.getHoldMinutes(), 1, 1_000_000, errors);
      range("lifeSafetyHoldMinutes", b.getLifeSafetyHoldMinutes(), 1, 1_000_000, errors);
      range("priorityClassHours", b.getPriorityClassHours(), 1, 10_000, errors);
    } else if (body instanceof MunicipalitiesListed b) {
      size("municipalities", b.getMunicipalities().size(), 1, errors);
      for (int i = 0; i < b.getMunicipalities().size(); i++) {
        Municipality m = b.getMunicipalities().get(i);
        String at = "municipalities[" + i + "].";
        code(at + "code", m.getCode(), errors);
        text(at + "name", m.getName(), errors);
        // Not every list knows how a name is read.
        textOrNone(at + "kana", m.getKana(), errors);
        textOrNone(at + "romaji", m.getRomaji(), errors);
        degrees(at + "latitude", m.getLatitude(), 90, errors);
        degrees(at + "longitude", m.getLongitude(), 180, errors);
      }
      text("source", b.getSource(), errors);
    } else if (body instanceof AssociationListed b) {
      id("associationId", b.getAssociationId(), errors);
      text("name", b.getName(), errors);
      codes("members", b.getMembers(), 1, errors);
      text("source", b.getSource(), errors);
    } else if (body instanceof AgreementSigned b) {
      agreement(b, errors);
    } else if (body instanceof PlanConfirmed b) {
      id("agreementId", b.getAgreementId(), errors);
      code("confirmedBy", b.getConfirmedBy(), errors);
      date("validTo", b.getValidTo(), errors);
    } else if (body instanceof AgreementEnded b) {
      id("agreementId", b.getAgreementId(), errors);
      date("lastDay", b.getLastDay(), errors);
    } else if (body instanceof DisasterDeclared b) {
      id("disasterId", b.getDisasterId(), errors);
      text("name", b.getName(), errors);
      codes("struck", b.getStruck(), 1, errors);
      time("struckAt", b.getStruckAt(), errors);
    } else if (body instanceof AidRequested b) {
      id("requestId", b.getRequestId(), errors);
      id("disasterId", b.getDisasterId(), errors);
      code("receiver", b.getReceiver(), errors);
      text("damage", b.getDamage(), errors);
      text("place", b.getPlace(), errors);
      text("route", b.getRoute(), errors);
      range("headCount", b.getHeadCount(), 1, MOST_PERSONS, errors);
      range("tourDays", b.getTourDays(), 1, LONGEST_PERIOD_DAYS, errors);
      size("qualifications", b.getQualifications().size(), 0, errors);
      period(b.getFirstDay(), b.getLastDay(), errors);
    } else if (body instanceof AidRequestDocumented b) {
      id("requestId", b.getRequestId(), errors);
      text("documentNumber", b.getDocumentNumber(), errors);
    } else if (body instanceof AidRequestAmended b) {
      amended(b, errors);
    } else if (body instanceof AidRequestCancelled b) {
      id("requestId", b.getRequestId(), errors);
    } else if (body instanceof StaffOffered b) {
      id("offerId", b.getOfferId(), errors);
      code("lender", b.getLender(), errors);
      if (b.getDisasterId() != null) {
        id("disasterId", b.getDisasterId(), errors);
      }
      size("taskTypes", b.getTaskTypes().size(), 1, errors);
      size("qualifications", b.getQualifications().size(), 0, errors);
      range("headCount", b.getHeadCount(), 1, MOST_PERSONS, errors);
      period(b.getFirstDay(), b.getLastDay(), errors);
    } else if (body instanceof OfferWithdrawn b) {
      id("offerId", b.getOfferId(), errors);
    } else if (body instanceof TimePassed b) {
      time("to", b.getTo(), errors);
    }
    Schema.Field dispatch = body.getSchema().getField("dispatch");
    if (dispatch != null && body.get(dispatch.pos()) instanceof DispatchReference reference) {
      reference(reference, errors);
    }
    Schema.Field lastDay = dispatch == null ? null : body.getSchema().getField("lastDay");
    if (lastDay != null && body.get(lastDay.pos()) instanceof LocalDate day) {
      date("lastDay", day, errors);
    }
  }

  private static void agreement(AgreementSigned b, List<FormError> errors) {
    id("agreementId", b.getAgreementId(), errors);
    range("version", b.getVersion(), 1, 1_000_000, errors);
    text("title", b.getTitle(), errors);
    codes("lenders", b.getLenders(), 0, errors);
    codes("receivers", b.getReceivers(), 0, errors);
    if (size("associations", b.getAssociations().size(), 0, errors)) {
      for (int i = 0; i < b.getAssociations().size(); i++) {
        id("associations[" + i + "]", b.getAssociations().get(i), errors);
      }
    }
    size("hazards", b.getHazards().size(), 0, errors);
    size("taskTypes", b.getTaskTypes().size(), 0, errors);
    if (b.getReceivers().isEmpty() && b.getAssociations().isEmpty()) {
      errors.add(new FormError("receivers", "receivers or associations", "neither"));
    }
    if (b.getHeadCountLimit() != null) {
      range("headCountLimit", b.getHeadCountLimit(), 1, MOST_PERSONS, errors);
    }
    if (b.getLongestTourDays() != null) {
      range("longestTourDays", b.getLongestTourDays(), 1, LONGEST_PERIOD_DAYS, errors);
    }
    date("validFrom", b.getValidFrom(), errors);
    if (b.getValidTo() != null) {
      date("validTo", b.getValidTo(), errors);
      if (b.getValidTo().isBefore(b.getValidFrom())) {
        errors.add(
            new FormError(
                "validTo", "a day from " + b.getValidFrom() + " on", b.getValidTo().toString()));
      }
    }
    text("source", b.getSource(), errors);
  }

  private static void amended(AidRequestAmended b, List<FormError> errors) {
    id("requestId", b.getRequestId(), errors);
    if (b.getHeadCount() == null
        && b.getFirstDay() == null
        && b.getLastDay() == null
        && b.getPriority() == null) {
      errors.add(
          new FormError(
              "the amendment", "headCount, firstDay, lastDay or priority", "none of them"));
    }
    if (b.getHeadCount() != null) {
      range("headCount", b.getHeadCount(), 1, MOST_PERSONS, errors);
    }
    if (b.getFirstDay() != null) {
      date("firstDay", b.getFirstDay(), errors);
    }
    if (b.getLastDay() != null) {
      date("lastDay", b.getLastDay(), errors);
    }
  }

  private static void reference(DispatchReference r, List<FormError> errors) {
    boolean byId = r.getDispatchId() != null && r.getRequestId() == null && r.getLender() == null;
    boolean byPair = r.getDispatchId() == null && r.getRequestId() != null && r.getLender() != null;
    if (!byId && !byPair) {
      errors.add(new FormError("dispatch", "a dispatchId, or a requestId and a lender", shown(r)));
      return;
    }
    if (byId) {
      dispatchId(r.getDispatchId(), errors);
    } else {
      id("dispatch.requestId", r.getRequestId(), errors);
      code("dispatch.lender", r.getLender(), errors);
    }
  }

  private static String shown(DispatchReference r) {
    return "dispatchId "
        + r.getDispatchId()
        + ", requestId "
        + r.getRequestId()
        + ", lender "
        + r.getLender();
  }

  private static void dispatchId(@Nullable String id, List<FormError> errors) {
    // A request's id and a number: up to ten characters longer.
    if (id == null || !isId(id, LONGEST_ID + 10)) {
      errors.add(
          new FormError(
              "dispatch.dispatchId", "the id of a dispatch like req-1a2b3c4d-1", quoted(id)));
    }
  }

  private static void id(String path, @Nullable String id, List<FormError> errors) {
    if (id == null || !isId(id, LONGEST_ID)) {
      errors.add(
          new FormError(
              path,
              "an id of letters, digits, dots, hyphens and underscores, at most 64",
              quoted(id)));
    }
  }

  /** Letters and digits, from the second on also dots, hyphens and underscores. */
  private static boolean isId(String id, int longest) {
    if (id.isEmpty() || id.length() > longest) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && (i == 0 || (c != '.' && c != '-' && c != '_'))) {
        return false;
      }
    }
    return true;
  }

  private static void code(String path, @Nullable String code, List<FormError> errors) {
    if (code == null || !MunicipalityCode.valid(code)) {
      errors.add(
          new FormError(
              path,
              "a municipality code of six digits with its check digit (131041 is Shinjuku)",
              quoted(code)));
    }
  }

  private static void codes(String path, List<String> codes, int least, List<FormError> errors) {
    if (size(path, codes.size(), least, errors)) {
      HashSet<String> seen = new HashSet<>();
      for (int i = 0; i < codes.size(); i++) {
        code(path + "[" + i + "]", codes.get(i), errors);
        if (!seen.add(codes.get(i))) {
          errors.add(
              new FormError(path + "[" + i + "]", "each code once", codes.get(i) + " again"));
        }
      }
    }
  }

  private static boolean size(String path, int size, int least, List<FormError> errors) {
    if (size < least || size > MOST_ENTRIES) {
      errors.add(
          new FormError(path, least + " to " + MOST_ENTRIES + " entries", Integer.toString(size)));
      return false;
    }
    return true;
  }

  private static void text(String path, @Nullable String text, List<FormError> errors) {
    if (text == null || text.isBlank()) {
      errors.add(new FormError(path, "text", "blank"));
    } else if (text.length() > LONGEST_TEXT
        && text.codePointCount(0, text.length()) > LONGEST_TEXT) {
      // Many letters of names lie outside the first plane of Unicode: two chars, one character.
      errors.add(
          new FormError(
              path,
              "at most " + LONGEST_TEXT + " characters",
              Integer.toString(text.codePointCount(0, text.length()))));
    } else if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
      errors.add(new FormError(path, "text without control characters", "one"));
    }
  }

  private static void textOrNone(String path, String text, List<FormError> errors) {
    if (!text.isEmpty()) {
      text(path, text, errors);
    }
  }

  private static void range(String path, int value, int least, int most, List<FormError> errors) {
    if (value < least || value > most) {
      errors.add(new FormError(path, least + " to " + most, Integer.toString(value)));
    }
  }

  private static void degrees(String path, double value, double most, List<FormError> errors) {
    if (!(value >= -most && value <= most)) {
      errors.add(
          new FormError(path, "degrees from -" + most + " to " + most, Double.toString(value)));
    }
  }

  private static void date(String path, LocalDate day, List<FormError> errors) {
    if (day.isBefore(EARLIEST) || day.isAfter(LATEST)) {
      errors.add(new FormError(path, "a day from " + EARLIEST + " to " + LATEST, day.toString()));
    }
  }

  private static void time(String path, Instant time, List<FormError> errors) {
    if (time.isBefore(EARLIEST_TIME) || !time.isBefore(LATEST_TIME)) {
      errors.add(new FormError(path, "a time from " + EARLIEST + " to " + LATEST, time.toString()));
    }
  }

  private static void period(LocalDate first, LocalDate last, List<FormError> errors) {
    date("firstDay", first, errors);
    date("lastDay", last, errors);
    if (last.isBefore(first) || last.isAfter(first.plusDays(LONGEST_PERIOD_DAYS))) {
      errors.add(
          new FormError(
              "lastDay",
              "a day from " + first + " to " + first.plusDays(LONGEST_PERIOD_DAYS),
              last.toString()));
    }
  }

  private static void noUnknown(Enum<?> code, String path, List<FormError> errors) {
    if (code.name().equals("UNKNOWN")) {
      errors.add(new FormError(path, "a code of " + code.getClass().getSimpleName(), "UNKNOWN"));
    }
  }

  /** A code of tomorrow reads as UNKNOWN today: nobody here can act on it. */
  private static void unknownCodes(SpecificRecordBase record, String path, List<FormError> errors) {
    for (Schema.Field field : record.getSchema().getFields()) {
      unknownCodes(record.get(field.pos()), path + field.name(), errors);
    }
  }

  private static void unknownCodes(@Nullable Object value, String path, List<FormError> errors) {
    if (value instanceof Enum<?> code) {
      noUnknown(code, path, errors);
    } else if (value instanceof SpecificRecordBase inner) {
      unknownCodes(inner, path + ".", errors);
    } else if (value instanceof List<?> list
        && !list.isEmpty()
        && !(list.get(0) instanceof String)) {
      for (int i = 0; i < list.size(); i++) {
        unknownCodes(list.get(i), path + "[" + i + "]", errors);
      }
    }
  }

  private static String quoted(@Nullable String text) {
    if (text == null) {
      return "nothing";
    }
    return text.length() <= 80 ? "\"" + text + "\"" : "\"" + text.substring(0, 80) + "…\"";
  }
}
