package kizuna.seeds.drill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.MunicipalitiesListed;
import kizuna.facts.NetworkFormed;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FileErrors;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.form.LineError;
import kizuna.schemas.log.EventIdLines;
import kizuna.schemas.text.TextReader;
import kizuna.seeds.ReferenceData;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a drill's log: JSON lines, one fact a line in log order. {@code seeds/README.md} describes
 * the format. All errors are reported at once, each with its line number; after {@value
 * #MAX_ERRORS} of them the rest is not read, and the last one says so.
 */
public final class DrillLog {

  /** Errors that are kept: a file of another kind has one in each of its lines. */
  static final int MAX_ERRORS = 1_000;

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

  /** A field with codes, or with a record that may have such fields. */
  private record NamingField(String name, int position) {

    static boolean isOne(Schema.Field field) {
      Schema schema = field.schema();
      return CODES.contains(field.name())
          || schema.getType() == Schema.Type.RECORD
          || (schema.isUnion()
              && schema.getTypes().stream().anyMatch(s -> s.getType() == Schema.Type.RECORD));
    }
  }

  /** Looked up once for each type of record: a log has a million lines. */
  private static final ClassValue<List<NamingField>> NAMING_FIELDS =
      new ClassValue<>() {
        @Override
        protected List<NamingField> computeValue(Class<?> type) {
          return SpecificData.get().getSchema(type).getFields().stream()
              .filter(NamingField::isOne)
              .map(field -> new NamingField(field.name(), field.pos()))
              .toList();
        }
      };

  private final Map<String, DrillNetwork> networks = new LinkedHashMap<>();
  private final List<LineError> errors = new ArrayList<>();
  private final EventIdLines ids = new EventIdLines();
  private final Set<String> listedHere = new HashSet<>();
  private @Nullable Instant previous;
  private long facts;

  /**
   * @param networks networks before the first line; none for a log that forms them itself
   */
  DrillLog(List<DrillNetwork> networks) {
    networks.forEach(n -> this.networks.put(n.id(), n));
  }

  /**
   * The facts of a log.
   *
   * @param drillId part of the ids of events without their own id
   * @param networks of the drill; the first one is that of lines that name none
   * @param file name for messages
   * @throws FileErrors with all errors
   */
  public static List<Fact> read(
      String drillId, List<DrillNetwork> networks, String file, String text) throws FileErrors {
    DrillLog log = new DrillLog(networks);
    LogLine.Reader reader = new LogLine.Reader(drillId, networks.get(0).id(), false, null);
    List<Fact> facts = new ArrayList<>();
    int number = 0;
    for (String content : TextReader.document(text).split("\n", -1)) {
      number++;
      String trimmed = content.strip();
      Optional<ObjectNode> header = facts.isEmpty() ? LogLine.header(trimmed) : Optional.empty();
      if (header.isPresent()) {
        log.errors.add(
            new LineError(
                number,
                FormError.of(
                    "the line",
                    FormRule.HEADER_UNWANTED,
                    "no header in a log whose networks another file gives",
                    header.get().toString())));
      } else if (!LogLine.isComment(trimmed)) {
        if (log.isHopeless()) {
          log.endUnread(file);
        }
        log.accept(reader.read(number, trimmed)).ifPresent(facts::add);
      }
    }
    log.end(file);
    return List.copyOf(facts);
  }

  /** The networks so far. */
  List<DrillNetwork> networks() {
    return List.copyOf(networks.values());
  }

  /** Adds a line; its fact, if nothing is wrong with it. */
  Optional<Fact> accept(LogLine line) {
    int before = errors.size();
    errors.addAll(line.errors());
    Fact fact = line.fact();
    if (fact == null) {
      return Optional.empty();
    }
    inOrder(line, fact.getRecordedAt());
    ofThisDrill(line, fact);
    int first = line.idGiven() ? ids.put(fact.getEventId(), line.number()) : 0;
    if (first != 0) {
      wrong(
          line,
          FormError.of(
              "eventId",
              FormRule.EVENT_ID_OF_LINE,
              "an event id that no other line has",
              fact.getEventId() + " is that of line " + first,
              fact.getEventId(),
              first));
    }
    known(line, fact);
    if (errors.size() > before) {
      return Optional.empty();
    }
    facts++;
    return Optional.of(fact);
  }

  /** Whether there is no room for more errors. */
  boolean isHopeless() {
    return errors.size() >= MAX_ERRORS;
  }

  /**
   * Ends the log.
   *
   * @throws FileErrors with all errors
   */
  void end(String file) throws FileErrors {
    if (facts == 0 && errors.isEmpty()) {
      errors.add(
          new LineError(
              1, FormError.of("the log", FormRule.NO_FACTS, "at least one fact", "none")));
    }
    if (errors.size() > MAX_ERRORS) {
      endUnread(file);
    }
    if (!errors.isEmpty()) {
      throw new FileErrors(file, errors);
    }
  }

  /**
   * Ends a hopeless log before its last line.
   *
   * @throws FileErrors with the first errors
   */
  void endUnread(String file) throws FileErrors {
    throw FileErrors.first(file, errors.subList(0, MAX_ERRORS));
  }

  private void inOrder(LogLine line, Instant at) {
    if (previous != null && at.isBefore(previous) && !line.earlier()) {
      wrong(
          line,
          FormError.of(
              "at",
              FormRule.TIME_BEFORE_FACT_ABOVE,
              "a time not before that of the fact above (" + JapanTime.format(previous) + ")",
              line.time(),
              JapanTime.format(previous),
              line.time()));
    }
    // Also after an error: one mistyped year is not an error of every line behind it.
    previous = at;
  }

  private void ofThisDrill(LogLine line, Fact fact) {
    NetworkFormed formed = fact.getNetworkFormed();
    if (formed != null) {
      networks.putIfAbsent(
          fact.getNetworkId(),
          new DrillNetwork(
              fact.getNetworkId(), formed.getName(), formed.getTier(), formed.getLenders()));
    } else if (!networks.containsKey(fact.getNetworkId())) {
      String all = String.join(", ", networks.keySet());
      String came = "\"" + fact.getNetworkId() + "\"";
      wrong(
          line,
          FormError.of(
              "network",
              FormRule.NOT_OF_LIST,
              "a network of this drill (" + all + ")",
              came,
              all,
              came));
    }
  }

  /**
   * A code can have a valid check digit and still be unassigned: mistyped twice, or of a merged
   * municipality. Codes that the log itself lists are valid.
   */
  private void known(LogLine line, Fact fact) {
    SpecificRecordBase body = FactForm.bodyOf(fact);
    if (body instanceof MunicipalitiesListed listed) {
      listed.getMunicipalities().forEach(m -> listedHere.add(m.getCode()));
    }
    Role role = fact.getReporter().getRole();
    if (role == Role.DESK || role == Role.WARD) {
      known(line, "", "by", fact.getReporter().getBody());
    }
    // The lenders of a network are listed behind the fact that forms it.
    if (fact.getKind() != FactKind.NETWORK_FORMED) {
      known(line, "", body);
    }
  }

  private void known(LogLine line, String path, SpecificRecordBase record) {
    for (NamingField field : NAMING_FIELDS.get(record.getClass())) {
      Object value = record.get(field.position());
      if (value instanceof SpecificRecordBase inner) {
        known(line, path + field.name() + ".", inner);
      } else if (value instanceof String code) {
        known(line, path, field.name(), code);
      } else if (value instanceof List<?> codes) {
        codes.forEach(code -> known(line, path, field.name(), String.valueOf(code)));
      }
    }
  }

  private void known(LogLine line, String path, String field, String code) {
    if (!listedHere.contains(code) && ReferenceData.municipality(code).isEmpty()) {
      wrong(line, codeUnknown(path + field, code));
    }
  }

  /**
   * The error of a code that no local government has, with the code of today where there is one.
   */
  static FormError codeUnknown(String path, String code) {
    String came = code + ReferenceData.today(code).map(now -> " (" + now + ")").orElse("");
    return FormError.of(
        path, FormRule.CODE_UNKNOWN, "the code of a local government", "nobody has " + came, came);
  }

  private void wrong(LogLine line, FormError error) {
    errors.add(new LineError(line.number(), error));
  }
}
