package kizuna.seeds.drill;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.MunicipalitiesListed;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactReader;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.text.TextReader;
import kizuna.seeds.ReferenceData;
import org.apache.avro.Schema;
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

  /** Fields that name local governments by their codes. */
  private static final Set<String> CODES =
      Set.of(
          "receiver",
          "lender",
          "confirmedBy",
          "handsOverTo",
          "struck",
          "lenders",
          "receivers",
          "members");

  private final String drillId;
  private final List<DrillNetwork> networks;
  private final List<LineError> errors = new ArrayList<>();
  private final List<Fact> facts = new ArrayList<>();
  private final Map<UUID, Integer> lineOfEvent = new HashMap<>();
  private final Set<String> listedHere = new HashSet<>();
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
      wrong("one JSON object", "the line", message(e));
      return;
    }
    if (parsed instanceof ObjectNode object) {
      fact(object);
    } else {
      wrong("one JSON object", "the line", shown(parsed));
    }
  }

  private static String message(JacksonException e) {
    String message = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
    String first = message.lines().findFirst().orElse("it cannot be read");
    return first + (e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr());
  }

  private void fact(ObjectNode object) {
    int before = errors.size();
    String time = shown(object.has("at") ? object.get("at") : object.get("occurredAt"));
    Fact fact;
    try {
      FactKind kind = FactReader.takeKind(object);
      if (kind == FactKind.NETWORK_FORMED) {
        wrong("a fact about the drill's networks", "fact", "they are formed already");
        return;
      }
      fact = FactReader.read(kind, object, defaults()).fact();
    } catch (FormErrors e) {
      e.errors().forEach(error -> wrong(error.expected(), error.path(), error.actual()));
      return;
    }
    inOrder(fact.getOccurredAt(), time);
    ofThisDrill(fact.getNetworkId());
    Integer first = lineOfEvent.putIfAbsent(fact.getEventId(), line);
    if (first != null) {
      wrong(
          "an event id that no other line has",
          "eventId",
          fact.getEventId() + " is that of line " + first);
    }
    known(fact);
    if (errors.size() == before) {
      facts.add(fact);
    }
  }

  /** A drill's own clock: each line says when it was. */
  private FactReader.Defaults defaults() {
    return new FactReader.Defaults(
        networks.get(0).id(),
        UUID.nameUUIDFromBytes(
            ("kizuna/drill/" + drillId + "/line/" + line).getBytes(StandardCharsets.UTF_8)),
        null,
        OperationMode.EXERCISE,
        Optional.empty());
  }

  private void inOrder(Instant at, String given) {
    if (previous != null && at.isBefore(previous)) {
      wrong("a time not before that of the fact above (" + previous + ")", "at", given);
    }
    // Also after an error: one mistyped year is not an error of every line behind it.
    previous = at;
  }

  private void ofThisDrill(String network) {
    if (networks.stream().noneMatch(n -> n.id().equals(network))) {
      wrong(
          networks.stream()
              .map(DrillNetwork::id)
              .collect(Collectors.joining(", ", "a network of this drill (", ")")),
          "network",
          "\"" + network + "\"");
    }
  }

  /**
   * A code can have its check digit and still be nobody's: mistyped twice, or merged away. What the
   * log itself lists is somebody's.
   */
  private void known(Fact fact) {
    SpecificRecordBase body = FactForm.bodyOf(fact);
    if (body instanceof MunicipalitiesListed listed) {
      listed.getMunicipalities().forEach(m -> listedHere.add(m.getCode()));
    }
    Role role = fact.getReporter().getRole();
    if (role == Role.DESK || role == Role.WARD) {
      known("by", fact.getReporter().getBody());
    }
    known("", body);
  }

  private void known(String path, SpecificRecordBase record) {
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      String at = path + field.name();
      if (value instanceof SpecificRecordBase inner) {
        known(at + ".", inner);
      } else if (value instanceof String code && CODES.contains(field.name())) {
        known(at, code);
      } else if (value instanceof List<?> codes && CODES.contains(field.name())) {
        codes.forEach(code -> known(at, String.valueOf(code)));
      }
    }
  }

  private void known(String path, String code) {
    if (!listedHere.contains(code) && ReferenceData.municipality(code).isEmpty()) {
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
