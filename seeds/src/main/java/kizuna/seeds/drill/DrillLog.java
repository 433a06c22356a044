package kizuna.seeds.drill;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.text.TextReader;
import kizuna.seeds.ReferenceData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a drill's log: JSON lines, one fact a line in log order. {@code seeds/README.md} teaches
 * the format. Everything that is wrong is said at once, each with its line number.
 */
public final class DrillLog {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final int LONGEST_LINE = 100_000;
  private static final int LONGEST_SHOWN = 60;

  private final String drillId;
  private final List<DrillNetwork> networks;
  private final List<LineError> errors = new ArrayList<>();
  private final List<Fact> facts = new ArrayList<>();
  private final Map<UUID, Integer> lineOfEvent = new HashMap<>();
  private @Nullable Instant previous;
  private int line;

  private DrillLog(String drillId, List<DrillNetwork> networks) {
    this.drillId = drillId;
    this.networks = networks;
  }

  /**
   * The facts of a log.
   *
   * @param drillId goes into the ids of events that have none of their own
   * @param networks of the drill; the first one is that of lines that name none
   * @param file name for messages
   * @throws DrillErrors with everything that is wrong
   */
  public static List<Fact> read(
      String drillId, List<DrillNetwork> networks, String file, String text) throws DrillErrors {
    DrillLog log = new DrillLog(drillId, networks);
    for (String content : TextReader.document(text).split("\n", -1)) {
      log.line++;
      String trimmed = content.strip();
      if (!trimmed.isEmpty() && !trimmed.startsWith("//")) {
        log.line(trimmed);
      }
    }
    if (log.facts.isEmpty() && log.errors.isEmpty()) {
      log.errors.add(new LineError(1, "expected at least one fact for the log, but none"));
    }
    if (!log.errors.isEmpty()) {
      throw new DrillErrors(file, log.errors);
    }
    return List.copyOf(log.facts);
  }

  private void line(String content) {
    if (content.length() > LONGEST_LINE) {
      wrong(
          "at most " + LONGEST_LINE + " characters",
          "the line",
          Integer.toString(content.length()));
      return;
    }
    JsonNode parsed;
    try {
      parsed = JSON.readTree(content);
    } catch (JacksonException e) {
      wrong("one JSON object", "the line", said(e));
      return;
    }
    if (parsed instanceof ObjectNode object) {
      fact(object);
    } else {
      wrong("one JSON object", "the line", shown(parsed));
    }
  }

  private static String said(JacksonException e) {
    String message = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
    String first = message.lines().findFirst().orElse("it cannot be read");
    return first + (e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr());
  }

  private void fact(ObjectNode object) {
    int before = errors.size();
    Instant at = at(object.remove("at"));
    DrillNetwork network = network(object.remove("network"));
    Reporter reporter = reporter(object.remove("by"), network);
    UUID eventId = eventId(object.remove("eventId"));
    SpecificRecordBase body = body(object.remove("fact"), object);
    if (errors.size() > before
        || at == null
        || network == null
        || reporter == null
        || eventId == null
        || body == null) {
      return;
    }
    Fact fact =
        FactForm.envelope(eventId, network.id(), at, at, reporter, OperationMode.EXERCISE, body);
    for (FormError error : FactForm.check(fact)) {
      wrong(error.expected(), error.path(), error.actual());
    }
    known(reporter, body);
    if (errors.size() == before) {
      facts.add(fact);
    }
  }

  private @Nullable Instant at(@Nullable JsonNode node) {
    String expected = "a time with its offset like 2024-01-01T16:10:00+09:00";
    if (node == null || !node.isString()) {
      wrong(expected, "at", shown(node));
      return null;
    }
    Optional<Instant> read = TextReader.time(node.asString()).map(OffsetDateTime::toInstant);
    if (read.isEmpty()) {
      wrong(expected, "at", shown(node));
      return null;
    }
    Instant at = read.get();
    if (previous != null && at.isBefore(previous)) {
      wrong("a time not before that of the fact above (" + previous + ")", "at", shown(node));
    }
    // Also after an error: one mistyped year is not an error of every line behind it.
    previous = at;
    return at;
  }

  private @Nullable DrillNetwork network(@Nullable JsonNode node) {
    if (node == null) {
      return networks.get(0);
    }
    Optional<DrillNetwork> found =
        networks.stream()
            .filter(n -> node.isString() && n.id().equals(TextReader.narrow(node.asString())))
            .findFirst();
    if (found.isEmpty()) {
      wrong(
          networks.stream()
              .map(DrillNetwork::id)
              .collect(Collectors.joining(", ", "a network of this drill (", ")")),
          "network",
          shown(node));
    }
    return found.orElse(null);
  }

  private @Nullable Reporter reporter(@Nullable JsonNode node, @Nullable DrillNetwork network) {
    String expected =
        "\"DESK\" or \"WARD\" and a municipality's code, \"COORDINATOR\" or \"SYSTEM\"";
    String[] words =
        node != null && node.isString()
            ? TextReader.narrow(node.asString()).split(" +", -1)
            : new String[0];
    Optional<Role> role = words.length == 0 ? Optional.empty() : role(words[0]);
    if (role.isEmpty() || words.length > 2) {
      wrong(expected, "by", shown(node));
      return null;
    }
    boolean ofOne = role.get() == Role.DESK || role.get() == Role.WARD;
    if (words.length == 2) {
      return new Reporter(role.get(), words[1]);
    } else if (ofOne) {
      wrong(expected, "by", shown(node));
      return null;
    }
    String body = role.get() == Role.SYSTEM ? "kizuna" : network == null ? "" : network.id();
    return new Reporter(role.get(), body);
  }

  private static Optional<Role> role(String word) {
    for (Role role : Role.values()) {
      if (role != Role.UNKNOWN && role.name().equals(word.toUpperCase(Locale.ROOT))) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }

  private @Nullable UUID eventId(@Nullable JsonNode node) {
    UUID id;
    if (node == null) {
      id =
          UUID.nameUUIDFromBytes(
              ("kizuna/drill/" + drillId + "/line/" + line).getBytes(StandardCharsets.UTF_8));
    } else {
      try {
        id = UUID.fromString(node.isString() ? TextReader.narrow(node.asString()) : "");
      } catch (IllegalArgumentException e) {
        wrong("a UUID", "eventId", shown(node));
        return null;
      }
    }
    Integer first = lineOfEvent.putIfAbsent(id, line);
    if (first != null) {
      wrong("an event id that no other line has", "eventId", id + " is that of line " + first);
      return null;
    }
    return id;
  }

  private @Nullable SpecificRecordBase body(@Nullable JsonNode name, ObjectNode fields) {
    FactKind kind =
        name != null && name.isString() ? FactForm.kind(name.asString()) : FactKind.UNKNOWN;
    if (kind == FactKind.UNKNOWN) {
      wrong(
          FactForm.kinds().stream()
              .map(FactForm::name)
              .collect(Collectors.joining(", ", "one of ", "")),
          "fact",
          shown(name));
      return null;
    }
    if (kind == FactKind.NETWORK_FORMED) {
      wrong("a fact about the drill's networks", "fact", "they are formed already");
      return null;
    }
    try {
      return FactForm.body(kind, fields);
    } catch (FormErrors e) {
      e.errors().forEach(error -> wrong(error.expected(), error.path(), error.actual()));
      return null;
    }
  }

  /** A code can have its check digit and still be nobody's: mistyped twice, or merged away. */
  private void known(Reporter reporter, SpecificRecordBase body) {
    if ((reporter.getRole() == Role.DESK || reporter.getRole() == Role.WARD)) {
      known("by", reporter.getBody());
    }
    for (String path : List.of("receiver", "lender", "confirmedBy")) {
      if (body.getSchema().getField(path) != null) {
        known(path, String.valueOf(body.get(path)));
      }
    }
    for (String path : List.of("struck", "lenders", "receivers", "members")) {
      if (body.getSchema().getField(path) != null && body.get(path) instanceof List<?> codes) {
        codes.forEach(code -> known(path, String.valueOf(code)));
      }
    }
  }

  private void known(String path, String code) {
    if (ReferenceData.municipality(code).isEmpty()) {
      wrong(
          "the code of a local government",
          path,
          "nobody has " + code + ReferenceData.today(code).map(now -> " (" + now + ")").orElse(""));
    }
  }

  private void wrong(String expected, String path, String actual) {
    errors.add(new LineError(line, "expected " + expected + " for " + path + ", but " + actual));
  }

  private static String shown(@Nullable JsonNode node) {
    if (node == null) {
      return "nothing";
    }
    String text = node.toString();
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }
}
