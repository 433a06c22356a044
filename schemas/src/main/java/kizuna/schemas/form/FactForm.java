package kizuna.schemas.form;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.RefusalReason;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.schemas.JapanTime;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Checks the form of a fact, independent of other facts. The decision checks the substance. */
public final class FactForm {

  /** Longest text, characters. */
  public static final int LONGEST_TEXT = 500;

  /** How far ahead the clock of a reporter may go. */
  private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(5);

  /** How far ahead a disaster may be declared, such as a typhoon of tonight. */
  private static final Duration STRUCK_AHEAD = Duration.ofDays(1);

  private static final List<RefusalReason> REASONS =
      Arrays.stream(RefusalReason.values()).filter(FactForm::isForPeople).toList();

  /** Positions of the bodies in a fact; each check reads all of them. */
  private static final int[] BODIES =
      FactKinds.all().stream().mapToInt(kind -> kind.field().pos()).toArray();

  private FactForm() {}

  private static boolean isForPeople(RefusalReason reason) {
    return switch (reason) {
      case REARRANGED, STAFF_STAY, NOT_IN_FORCE, DAYS_OVER, UNKNOWN -> false;
      default -> true;
    };
  }

  /** The name of a kind, like {@code AidRequested}. */
  public static String name(FactKind kind) {
    return FactKinds.of(kind).name();
  }

  /** The reasons of a refusal that a person can give. */
  public static List<RefusalReason> reasons() {
    return REASONS;
  }

  /** The schema of a kind's body. */
  public static Schema schema(FactKind kind) {
    return FactKinds.of(kind).schema();
  }

  /**
   * The body of a fact from JSON, its texts read and its form checked.
   *
   * @throws FormErrors with everything that is wrong
   */
  public static SpecificRecordBase body(FactKind kind, JsonNode json) throws FormErrors {
    List<FormError> errors = new ArrayList<>();
    FactDescriptor<?> descriptor = FactKinds.of(kind);
    SpecificRecordBase body = read(json, descriptor.body(), errors);
    checkBody(descriptor, body, new FieldChecks(errors));
    if (!errors.isEmpty()) {
      throw new FormErrors(errors);
    }
    return body;
  }

  /**
   * Reads a record from JSON, with its texts read first.
   *
   * @param errors receives the errors in its texts
   * @throws FormErrors with these and all other errors, if it is not a valid record
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

  /** A whole fact around a body. */
  public static Fact envelope(
      UUID eventId,
      String networkId,
      Instant occurredAt,
      Instant recordedAt,
      Reporter reporter,
      OperationMode mode,
      SpecificRecordBase body) {
    FactDescriptor<?> descriptor = ofBody(body);
    // Not by Avro's builder, which looks up the default of each of fifty absent bodies.
    Fact fact = new Fact();
    set(fact, "eventId", eventId);
    set(fact, "networkId", networkId);
    set(fact, "occurredAt", occurredAt.truncatedTo(ChronoUnit.MILLIS));
    set(fact, "recordedAt", recordedAt.truncatedTo(ChronoUnit.MILLIS));
    set(fact, "reporter", reporter);
    set(fact, "mode", mode);
    set(fact, "kind", descriptor.kind());
    fact.put(descriptor.field().pos(), body);
    return fact;
  }

  private static FactDescriptor<?> ofBody(SpecificRecordBase body) {
    String name = body.getSchema().getName();
    return FactKinds.named(name)
        .orElseThrow(
            () -> new IllegalArgumentException("expected the body of a fact, but " + name));
  }

  /** The same fact with the account under which it was reported. */
  public static Fact reportedBy(Fact fact, String account) {
    // No copy by the builder: it fails on a time that is out of range and still to be refused.
    set(fact, "account", account);
    return fact;
  }

  private static void set(Fact fact, String field, Object value) {
    fact.put(Fact.getClassSchema().getField(field).pos(), value);
  }

  /** The body that is set. */
  public static SpecificRecordBase bodyOf(Fact fact) {
    Object body = fact.get(FactKinds.of(fact.getKind()).field().pos());
    if (body == null) {
      throw new IllegalArgumentException("expected a body for " + fact.getKind());
    }
    return (SpecificRecordBase) body;
  }

  /**
   * Everything that is wrong with the form of a whole fact, however it came; empty if nothing is.
   */
  public static List<FormError> check(Fact fact) {
    SpecificRecordBase only = null;
    int bodies = 0;
    for (int position : BODIES) {
      if (fact.get(position) instanceof SpecificRecordBase body) {
        bodies++;
        only = body;
      }
    }
    return bodies == 1 && only != null
        ? check(fact, only)
        : List.of(
            FormError.of(
                "the fact", FormRule.NOT_THE_FORM, "exactly one body", Integer.toString(bodies)));
  }

  /** The same for a fact whose only body is known. */
  static List<FormError> check(Fact fact, SpecificRecordBase only) {
    List<FormError> errors = new ArrayList<>();
    FactDescriptor<?> descriptor = ofBody(only);
    if (descriptor.kind() != fact.getKind()) {
      errors.add(
          FormError.of(
              "kind",
              FormRule.SAME_AS,
              "the kind of " + only.getSchema().getName(),
              fact.getKind().name(),
              descriptor.kind(),
              fact.getKind()));
      return errors;
    }
    FieldChecks checks = new FieldChecks(errors, fact);
    checks.id("networkId", fact.getNetworkId());
    checks.time("occurredAt", fact.getOccurredAt());
    checks.time("recordedAt", fact.getRecordedAt());
    checks.known("mode", fact.getMode());
    checkReporter(fact.getReporter(), errors);
    checks.account("account", fact.getAccount());
    checkBody(descriptor, only, checks);
    return errors;
  }

  /**
   * What nobody may report at this time, though its form is right: a time that has not come, and
   * what only Kizuna itself says. A log that is read or replayed is not checked for it.
   *
   * @param now the time of whoever takes the report
   */
  public static List<FormError> notToBeReported(Fact fact, Instant now) {
    List<FormError> errors = new ArrayList<>();
    if (fact.getReporter().getRole() == Role.SYSTEM) {
      errors.add(
          FormError.of(
              "reporter.role",
              FormRule.NOT_OF_LIST,
              "DESK, LENDER or COORDINATOR",
              "SYSTEM, which is Kizuna itself"));
    }
    toCome("occurredAt", fact.getOccurredAt(), now.plus(CLOCKS_DIFFER_BY), errors);
    SpecificRecordBase body = bodyOf(fact);
    Schema.Field struckAt = body.getSchema().getField("struckAt");
    if (struckAt != null) {
      toCome("struckAt", (Instant) body.get(struckAt.pos()), now.plus(STRUCK_AHEAD), errors);
    }
    return errors;
  }

  private static void toCome(
      String path, @Nullable Instant time, Instant latest, List<FormError> errors) {
    if (time != null && time.isAfter(latest)) {
      errors.add(
          FormError.of(
              path, FormRule.TIME_TO_COME, "a time that has come", time.toString(), shown(time)));
    }
  }

  private static String shown(Instant time) {
    return time.atZone(JapanTime.ZONE).toOffsetDateTime().toString();
  }

  /** Checks the form of a reporter; adds its errors to {@code errors}. */
  public static void checkReporter(Reporter reporter, List<FormError> errors) {
    FieldChecks checks = new FieldChecks(errors);
    checks.known("reporter.role", reporter.getRole());
    if (reporter.getRole() == Role.DESK || reporter.getRole() == Role.WARD) {
      checks.code("reporter.body", reporter.getBody());
    } else {
      checks.id("reporter.body", reporter.getBody());
    }
  }

  private static void checkBody(
      FactDescriptor<?> descriptor, SpecificRecordBase body, FieldChecks checks) {
    unknownCodes(body, "", checks);
    descriptor.check(body, checks);
  }

  /** A code of a later version reads as UNKNOWN: this version cannot process it. */
  private static void unknownCodes(SpecificRecordBase record, String path, FieldChecks checks) {
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if ((value instanceof Enum<?> code && isToBeChecked(code))
          || value instanceof SpecificRecordBase
          || (value instanceof List<?> list
              && !list.isEmpty()
              && !(list.get(0) instanceof String))) {
        unknownCodes(value, path + field.name(), checks);
      }
    }
  }

  /** Nearly no code is: its path is made only then. */
  private static boolean isToBeChecked(Enum<?> code) {
    return code instanceof RefusalReason || code.name().equals("UNKNOWN");
  }

  private static void unknownCodes(Object value, String path, FieldChecks checks) {
    if (value instanceof RefusalReason reason) {
      reason(reason, path, checks);
    } else if (value instanceof Enum<?> code) {
      checks.known(path, code);
    } else if (value instanceof SpecificRecordBase inner) {
      unknownCodes(inner, path + ".", checks);
    } else if (value instanceof List<?> list) {
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
