package kizuna.schemas.form;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.DispatchReference;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.schemas.access.LenderRole;
import kizuna.schemas.text.TextReader;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one fact from JSON. Every input uses it, the HTTP API, the lines of a drill and the lines
 * of an import, so that all of them accept, refuse and fill in the same.
 *
 * <p>Besides the fields of the body the JSON may contain {@code network}, {@code eventId}, the kind
 * ({@code fact} or {@code kind}), the time ({@code at} or {@code occurredAt}) and the reporter
 * ({@code by} or {@code reporter}; an object, or text like {@code "DESK 172049"}). A name that the
 * body has a field for is the body's.
 */
public final class FactReader {

  private static final List<String> KIND = List.of("fact", "kind");
  private static final List<String> TIME = List.of("at", "occurredAt");
  private static final List<String> REPORTER = List.of("by", "reporter");

  /** Offices by the name that the log gives them. */
  private static final Map<String, Role> OFFICES =
      Arrays.stream(Role.values())
          .filter(role -> role != Role.UNKNOWN)
          .collect(Collectors.toUnmodifiableMap(Role::name, role -> role));

  private static final String NETWORK = "network";
  private static final String EVENT_ID = "eventId";
  private static final int LONGEST_SHOWN = 60;

  /**
   * Default values for fields that the JSON omits.
   *
   * @param network network of facts that name none
   * @param eventId event id of facts without one
   * @param now the time of the report, and of its recording; null: the JSON must give the time,
   *     which is also the time of recording
   * @param reporter reporter of facts that name none; empty: the usual reporter of the kind
   */
  public record Defaults(
      String network,
      UUID eventId,
      @Nullable Instant now,
      OperationMode mode,
      Optional<Reporter> reporter) {}

  /**
   * The result of reading.
   *
   * @param filled fields of the body that the JSON omits and that differ for each sending, or were
   *     generated: ids and times
   * @param choseEventId whether the JSON contains the event id
   */
  public record Reading(Fact fact, Set<String> filled, boolean choseEventId) {

    public Reading {
      filled = Set.copyOf(filled);
    }
  }

  private final FactDescriptor<?> descriptor;
  private final Schema schema;
  private final ObjectNode json;
  private final Defaults defaults;
  private final List<FormError> errors = new ArrayList<>();
  private final Set<String> filled = new HashSet<>();

  private FactReader(FactKind kind, ObjectNode json, Defaults defaults) {
    this.descriptor = FactKinds.of(kind);
    this.schema = descriptor.schema();
    this.json = json;
    this.defaults = defaults;
  }

  /**
   * Takes the kind out of the JSON.
   *
   * @throws FormErrors if it names none
   */
  public static FactKind takeKind(ObjectNode json) throws FormErrors {
    String name = json.has(KIND.get(0)) ? KIND.get(0) : KIND.get(1);
    JsonNode node = json.remove(name);
    Optional<FactDescriptor<?>> descriptor =
        node != null && node.isString() ? FactKinds.named(node.asString()) : Optional.empty();
    if (descriptor.isEmpty()) {
      String kinds =
          FactKinds.kinds().stream().map(FactForm::name).collect(Collectors.joining(", "));
      throw new FormErrors(
          List.of(
              FormError.of(
                  node == null ? KIND.get(0) : name,
                  FormRule.NOT_OF_LIST,
                  "one of " + kinds,
                  shown(node),
                  kinds,
                  shown(node))));
    }
    return descriptor.get().kind();
  }

  /** Fields of a kind's body that are filled in where they are left out. */
  public static Set<String> optional(FactKind kind) {
    Set<String> optional = new HashSet<>();
    FactDescriptor<?> descriptor = FactKinds.of(kind);
    descriptor.newId().ifPresent(id -> optional.add(id.field()));
    descriptor.timeOfReport().ifPresent(optional::add);
    return optional;
  }

  /**
   * Reads a fact of a kind.
   *
   * @param json without its kind; fields that are not of the body are removed from it
   * @throws FormErrors with all errors
   */
  public static Reading read(FactKind kind, ObjectNode json, Defaults defaults) throws FormErrors {
    return new FactReader(kind, json, defaults).read();
  }

  private Reading read() throws FormErrors {
    String network = network();
    boolean choseEventId = json.hasNonNull(EVENT_ID);
    UUID eventId = eventId();
    Instant now = defaults.now();
    Instant occurredAt = time();
    Optional<Reporter> reporter = reporter(network);
    fill(eventId, occurredAt);
    SpecificRecordBase body = null;
    List<FormError> inBody = new ArrayList<>();
    try {
      body = FactForm.read(json, descriptor.body(), inBody);
    } catch (FormErrors e) {
      errors.addAll(e.errors());
    }
    if (body == null) {
      throw new FormErrors(errors);
    }
    errors.addAll(inBody);
    Fact fact =
        FactForm.envelope(
            eventId,
            network,
            occurredAt,
            now == null ? occurredAt : now,
            reporter.or(defaults::reporter).orElse(usualReporter(body, network)),
            defaults.mode(),
            body);
    // A derived reporter is wrong only if the body is, and the error is reported there.
    boolean derived = reporter.isEmpty() && defaults.reporter().isEmpty();
    FactForm.check(fact, body).stream()
        .filter(error -> !derived || !error.path().startsWith("reporter."))
        .forEach(errors::add);
    if (!errors.isEmpty()) {
      throw new FormErrors(errors);
    }
    return new Reading(fact, filled, choseEventId);
  }

  /** Removes the first of these names that is in the JSON and is not a field of the body. */
  private Optional<Map.Entry<String, JsonNode>> take(List<String> names) {
    for (String name : names) {
      if (schema.getField(name) == null && json.has(name)) {
        JsonNode node = json.remove(name);
        return node == null || node.isNull()
            ? Optional.empty()
            : Optional.of(Map.entry(name, node));
      }
    }
    return Optional.empty();
  }

  private String network() {
    Optional<Map.Entry<String, JsonNode>> given = take(List.of(NETWORK));
    if (given.isPresent() && !given.get().getValue().isString()) {
      errors.add(FormError.of(NETWORK, FormRule.NOT_TEXT, "text", shown(given.get().getValue())));
      return defaults.network();
    }
    return given.map(g -> TextReader.narrow(g.getValue().asString())).orElse(defaults.network());
  }

  private UUID eventId() {
    Optional<Map.Entry<String, JsonNode>> given = take(List.of(EVENT_ID));
    if (given.isEmpty()) {
      return defaults.eventId();
    }
    String text = TextReader.narrow(given.get().getValue().asString(""));
    try {
      UUID id = UUID.fromString(text);
      // UUID.fromString also takes short forms, which are another text for the same id.
      if (id.toString().equalsIgnoreCase(text)) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // Reported below.
    }
    String came = shown(given.get().getValue());
    errors.add(FormError.of(EVENT_ID, FormRule.NOT_A_UUID, "a UUID", came, came));
    return defaults.eventId();
  }

  private Instant time() {
    Optional<Map.Entry<String, JsonNode>> given = take(TIME);
    Instant now = defaults.now();
    Instant otherwise = now == null ? Instant.EPOCH.plusSeconds(1_000_000_000) : now;
    if (given.isEmpty() && now != null) {
      return now;
    }
    String name = given.map(Map.Entry::getKey).orElse(TIME.get(0));
    JsonNode node = given.map(Map.Entry::getValue).orElse(null);
    Optional<OffsetDateTime> time =
        node != null && node.isString() ? TextReader.time(node.asString()) : Optional.empty();
    if (time.isPresent()) {
      return time.get().toInstant();
    }
    errors.add(
        FormError.of(
            name,
            FormRule.NOT_A_TIME,
            "a time with its offset like 2024-01-01T16:10:00+09:00",
            shown(node)));
    return otherwise;
  }

  private Optional<Reporter> reporter(String network) {
    Optional<Map.Entry<String, JsonNode>> given = take(REPORTER);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    String name = given.get().getKey();
    JsonNode node = given.get().getValue();
    if (node.isString()) {
      Optional<Reporter> named = named(node.asString(), network);
      if (named.isEmpty()) {
        errors.add(
            FormError.of(
                name,
                FormRule.NOT_A_REPORTER,
                "\"DESK\" or \"LENDER\" and a municipality's code, \"COORDINATOR\" or \"SYSTEM\"",
                shown(node),
                shown(node)));
      }
      return named;
    }
    if (node instanceof ObjectNode object
        && LenderRole.NAME.equals(object.path("role").asString(""))) {
      object.put("role", LenderRole.WRITTEN);
    }
    List<FormError> wrong = new ArrayList<>();
    Reporter reporter = null;
    try {
      reporter = FactForm.read(node, Reporter.class, wrong);
    } catch (FormErrors e) {
      wrong = e.errors();
    }
    wrong.forEach(
        x -> errors.add(x.at(x.path().equals("the body") ? name : name + "." + x.path())));
    return Optional.ofNullable(reporter);
  }

  /**
   * Parses a reporter: the office, and the body that it acts for where the office alone is
   * ambiguous.
   */
  private static Optional<Reporter> named(String text, String network) {
    String words = TextReader.narrow(text);
    int end = words.indexOf(' ') < 0 ? words.length() : words.indexOf(' ');
    String office = words.substring(0, end);
    String body = words.substring(end).stripLeading();
    Role role = OFFICES.get(LenderRole.written(office).toUpperCase(Locale.ROOT));
    if (role == null || body.indexOf(' ') >= 0) {
      return Optional.empty();
    }
    if (!body.isEmpty()) {
      return Optional.of(new Reporter(role, body));
    }
    return role == Role.DESK || role == Role.WARD
        ? Optional.empty()
        : Optional.of(new Reporter(role, role == Role.SYSTEM ? "kizuna" : network));
  }

  private void fill(UUID eventId, Instant occurredAt) {
    descriptor.newId().ifPresent(id -> fill(id.field(), () -> id.of(eventId)));
    descriptor.timeOfReport().ifPresent(field -> fill(field, occurredAt::toString));
  }

  private void fill(String field, Supplier<String> value) {
    if (!json.hasNonNull(field)) {
      json.put(field, value.get());
      filled.add(field);
    }
  }

  /**
   * The municipality that the fact names, in the usual office of its kind; the coordinator of the
   * network where it names none.
   */
  private Reporter usualReporter(SpecificRecordBase body, String network) {
    Role office = descriptor.usualOffice();
    if (office == Role.COORDINATOR) {
      return new Reporter(Role.COORDINATOR, network);
    }
    return descriptor.subject().names(body).stream()
        .findFirst()
        .or(() -> office == Role.WARD ? lenderOfDispatch(body) : Optional.empty())
        .map(code -> new Reporter(office, code))
        .orElseGet(() -> new Reporter(Role.COORDINATOR, network));
  }

  /** The lender of a dispatch that is named by request and lender, not by its id. */
  private Optional<String> lenderOfDispatch(SpecificRecordBase body) {
    Schema.Field field = schema.getField("dispatch");
    return field != null && body.get(field.pos()) instanceof DispatchReference dispatch
        ? Optional.ofNullable(dispatch.getLender())
        : Optional.empty();
  }

  private static String shown(@Nullable JsonNode node) {
    if (node == null) {
      return "nothing";
    }
    String text = node.toString();
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }
}
