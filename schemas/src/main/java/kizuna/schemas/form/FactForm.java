package kizuna.schemas.form;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.RefusalReason;
import kizuna.codes.Role;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.ClockSet;
import kizuna.facts.Fact;
import kizuna.facts.NetworkFormed;
import kizuna.facts.NetworkTermsChanged;
import kizuna.facts.Reporter;
import kizuna.facts.RulesAdopted;
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

  private static final List<RefusalReason> REASONS =
      Arrays.stream(RefusalReason.values()).filter(FactForm::isForPeople).toList();

  private static final int MOST_RULES_VERSION = 1_000_000;

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

  private static boolean isForPeople(RefusalReason reason) {
    return switch (reason) {
      case REARRANGED, STAFF_STAY, NOT_IN_FORCE, DAYS_OVER, UNKNOWN -> false;
      default -> true;
    };
  }

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

  /** The reasons of a refusal that a person can give. */
  public static List<RefusalReason> reasons() {
    return REASONS;
  }

  /** The schema of a kind's body. */
  public static Schema schema(FactKind kind) {
    return bodySchema(field(kind));
  }

  /**
   * The body of a fact from JSON, its texts read and its form checked.
   *
   * @throws FormErrors with everything that is wrong
   */
  public static SpecificRecordBase body(FactKind kind, JsonNode json) throws FormErrors {
    List<FormError> errors = new ArrayList<>();
    SpecificRecordBase body = read(json, bodyClass(kind), errors);
    FieldChecks checks = new FieldChecks(errors);
    checkBody(kind, body, checks);
    if (body instanceof AidRequestAmended amended) {
      RequestForm.somebodyNeeded(amended, checks);
    }
    if (!errors.isEmpty()) {
      throw new FormErrors(errors);
    }
    return body;
  }

  /**
   * A record from JSON as a door takes it: its texts are read first.
   *
   * @param errors takes what is wrong with its texts
   * @throws FormErrors with these and everything else that is wrong, if it is no record
   */
  static <R extends SpecificRecordBase> R read(JsonNode json, Class<R> type, List<FormError> errors)
      throws FormErrors {
    JsonNode texts = FormText.read(json, SpecificData.get().getSchema(type), errors);
    try {
      return AvroJson.read(texts, type);
    } catch (FormErrors e) {
      errors.addAll(e.errors());
      throw new FormErrors(errors);
    }
  }

  static Class<? extends SpecificRecordBase> bodyClass(FactKind kind) {
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

  /** The same fact with the account under which it was reported. */
  public static Fact reportedBy(Fact fact, String account) {
    // No copy by the builder: it fails on a time that is out of range and still to be refused.
    fact.put(Fact.getClassSchema().getField("account").pos(), account);
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
    FieldChecks checks = new FieldChecks(errors);
    checks.id("networkId", fact.getNetworkId());
    checks.time("occurredAt", fact.getOccurredAt());
    checks.time("recordedAt", fact.getRecordedAt());
    checks.known("mode", fact.getMode());
    checkReporter(fact.getReporter(), errors);
    checks.account("account", fact.getAccount());
    checkBody(fact.getKind(), only, checks);
    if (only instanceof NetworkFormed formed
        && fact.getNetworkId().equals(formed.getEscalatesTo())) {
      checks.wrong("escalatesTo", "another network", "this network itself");
    }
    if (only instanceof NetworkTermsChanged terms
        && fact.getNetworkId().equals(terms.getEscalatesTo())) {
      checks.wrong("escalatesTo", "another network", "this network itself");
    }
    if (only instanceof AidRequestAmended amended && fact.getReporter().getRole() != Role.SYSTEM) {
      RequestForm.somebodyNeeded(amended, checks);
    }
    return errors;
  }

  /** What is wrong with the form of a reporter; adds it to {@code errors}. */
  public static void checkReporter(Reporter reporter, List<FormError> errors) {
    FieldChecks checks = new FieldChecks(errors);
    checks.known("reporter.role", reporter.getRole());
    if (reporter.getRole() == Role.DESK || reporter.getRole() == Role.WARD) {
      checks.code("reporter.body", reporter.getBody());
    } else {
      checks.id("reporter.body", reporter.getBody());
    }
  }

  private static void checkBody(FactKind kind, SpecificRecordBase body, FieldChecks checks) {
    unknownCodes(body, "", checks);
    switch (kind) {
      case NETWORK_FORMED,
          MUNICIPALITIES_LISTED,
          ASSOCIATION_LISTED,
          DISASTER_DECLARED,
          DISASTERS_JOINED,
          DUTY_DESK_PUBLISHED,
          DISASTER_ENDED,
          DISASTER_REOPENED,
          DISASTER_CORRECTED,
          LENDER_JOINED,
          LENDER_LEFT,
          NETWORK_TERMS_CHANGED ->
          GroundForm.check(body, checks);
      case AGREEMENT_SIGNED,
          PLAN_CONFIRMED,
          AGREEMENT_ENDED,
          AGREEMENT_SUSPENDED,
          AGREEMENT_RESUMED ->
          AgreementForm.check(body, checks);
      case AID_REQUESTED,
          AID_REQUEST_DOCUMENTED,
          AID_REQUEST_AMENDED,
          AID_REQUEST_CANCELLED,
          AID_REQUEST_MERGED,
          ESCALATION_ANSWERED ->
          RequestForm.check(body, checks);
      case STAFF_OFFERED, OFFER_WITHDRAWN, OFFER_REJECTED, LENDER_LIMITS_SET ->
          LenderForm.check(body, checks);
      case COUNTERPART_APPOINTED, COUNTERPART_RELIEVED, OVERRIDE_MADE, OVERRIDE_REVOKED ->
          CoordinationForm.check(body, checks);
      case DISPATCH_CONFIRMED,
          DISPATCH_DECLINED,
          DISPATCH_CANCELLED,
          STAFF_DEPARTED,
          STAFF_ARRIVED,
          HANDOVER_STARTED,
          STAFF_RECALLED,
          STAFF_RELEASED,
          STAFF_RETURNED,
          EXTENSION_REQUESTED,
          EXTENSION_ANSWERED,
          STAFF_RETASKED,
          REPORT_RETRACTED ->
          DispatchForm.check(body, checks);
      case ACCESS_DENIED -> AccessForm.check(body, checks);
      case TIME_PASSED -> {
        checks.time("to", ((TimePassed) body).getTo());
        if (((TimePassed) body).getHeld() != null) {
          checks.time("held", ((TimePassed) body).getHeld());
        }
      }
      case CLOCK_SET -> {
        checks.time("to", ((ClockSet) body).getTo());
        if (((ClockSet) body).getReason() != null) {
          checks.text("reason", ((ClockSet) body).getReason());
        }
      }
      case RULES_ADOPTED -> {
        RulesAdopted adopted = (RulesAdopted) body;
        checks.range("fromVersion", adopted.getFromVersion(), 1, MOST_RULES_VERSION);
        checks.range("toVersion", adopted.getToVersion(), 1, MOST_RULES_VERSION);
        if (adopted.getSince() < 1) {
          checks.wrong("since", "1 or more", Long.toString(adopted.getSince()));
        }
      }
      case UNKNOWN -> throw new IllegalArgumentException("expected a kind of fact, but " + kind);
    }
  }

  /** A code of tomorrow reads as UNKNOWN today: nobody here can act on it. */
  private static void unknownCodes(SpecificRecordBase record, String path, FieldChecks checks) {
    for (Schema.Field field : record.getSchema().getFields()) {
      unknownCodes(record.get(field.pos()), path + field.name(), checks);
    }
  }

  private static void unknownCodes(@Nullable Object value, String path, FieldChecks checks) {
    if (value instanceof RefusalReason reason) {
      reason(reason, path, checks);
    } else if (value instanceof Enum<?> code) {
      checks.known(path, code);
    } else if (value instanceof SpecificRecordBase inner) {
      unknownCodes(inner, path + ".", checks);
    } else if (value instanceof List<?> list
        && !list.isEmpty()
        && !(list.get(0) instanceof String)) {
      for (int i = 0; i < list.size(); i++) {
        unknownCodes(list.get(i), path + "[" + i + "]", checks);
      }
    }
  }

  private static void reason(RefusalReason reason, String path, FieldChecks checks) {
    if (checks.known(path, reason) && !REASONS.contains(reason)) {
      checks.wrong(
          path,
          FormRule.NOT_OF_LIST,
          REASONS.stream().map(Enum::name).collect(Collectors.joining(", ", "one of ", "")),
          reason + ", which only Kizuna itself decides");
    }
  }
}
