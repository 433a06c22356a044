package kizuna.streams.afteraction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.codes.TaskType;
import kizuna.schemas.form.FileErrors;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.form.LineError;
import kizuna.schemas.form.MunicipalityCode;
import kizuna.schemas.text.JsonFault;
import kizuna.schemas.text.TextReader;
import kizuna.streams.afteraction.Measure.Field;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the objectives of a drill: a JSON array in {@code objectives.json} beside its log. Reports
 * all errors at once, each with its line.
 */
public final class ObjectivesFile {

  /** Most objectives of a drill. */
  public static final int MOST = 100;

  private static final int LONGEST_ID = 40;
  private static final int LONGEST_TEXT = 200;
  private static final long LONGEST_MINUTES = 366L * 24 * 60;
  private static final Pattern ID =
      Pattern.compile("[a-z0-9][a-z0-9-]{0," + (LONGEST_ID - 1) + "}");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> ALWAYS = Set.of("id", "ja", "en", "measure");

  private record Value(int line, JsonToken token, String text) {}

  private final String file;
  private final List<LineError> errors = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  private ObjectivesFile(String file) {
    this.file = file;
  }

  /**
   * The objectives of a file.
   *
   * @param file its name, for the errors
   */
  public static List<Objective> read(String file, String text) throws FileErrors {
    return new ObjectivesFile(file).read(text);
  }

  /** The objectives of a run's start, which were checked before. */
  public static List<Objective> ofRun(String text) {
    try {
      return read("objectives.json", text);
    } catch (FileErrors e) {
      throw new IllegalStateException("expected objectives that were checked before the run", e);
    }
  }

  private List<Objective> read(String text) throws FileErrors {
    List<Objective> objectives = new ArrayList<>();
    try (JsonParser in = JSON.createParser(TextReader.document(text))) {
      if (in.nextToken() != JsonToken.START_ARRAY) {
        wrong(
            1,
            FormError.of(
                "the file",
                FormRule.NOT_THE_FORM,
                "[, an array of objectives,",
                String.valueOf(in.currentToken())));
      } else {
        while (in.nextToken() != JsonToken.END_ARRAY) {
          int line = line(in);
          if (in.currentToken() != JsonToken.START_OBJECT) {
            wrong(
                line,
                FormError.of(
                    "objective",
                    FormRule.NOT_AN_OBJECT,
                    "{",
                    String.valueOf(in.currentToken()),
                    in.currentToken()));
            in.skipChildren();
          } else {
            objective(line, fields(in)).ifPresent(objectives::add);
          }
        }
        if (in.nextToken() != null) {
          wrong(
              line(in),
              FormError.of(
                  "the file",
                  FormRule.NOT_THE_FORM,
                  "its end after ]",
                  String.valueOf(in.currentToken())));
        }
      }
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      String what = JsonFault.of(e);
      wrong(line, FormError.of("the file", FormRule.NOT_JSON, "JSON", what, what));
    }
    if (objectives.size() > MOST) {
      wrong(
          1,
          FormError.of(
              "the file",
              FormRule.ENTRIES,
              "at most " + MOST + " objectives",
              Integer.toString(objectives.size()),
              0,
              MOST,
              objectives.size()));
    }
    if (!errors.isEmpty()) {
      throw new FileErrors(file, errors);
    }
    return objectives;
  }

  private static int line(JsonParser in) {
    return Math.max(1, in.currentTokenLocation().getLineNr());
  }

  private Map<String, Value> fields(JsonParser in) {
    Map<String, Value> fields = new LinkedHashMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      int line = line(in);
      JsonToken token = in.nextToken();
      boolean scalar = token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT;
      if (!scalar) {
        wrong(
            line,
            FormError.of(
                name, FormRule.NOT_THE_FORM, "a text or a whole number", String.valueOf(token)));
        in.skipChildren();
      } else if (fields.put(name, new Value(line, token, in.getString())) != null) {
        wrong(line, FormError.of(name, FormRule.TWICE, "it once", "again", name));
      }
    }
    return fields;
  }

  private Optional<Objective> objective(int line, Map<String, Value> fields) {
    int before = errors.size();
    String id = id(line, fields.get("id"));
    String ja = words(line, fields.get("ja"), "ja");
    String en = words(line, fields.get("en"), "en");
    Optional<Measure> measure = code(line, fields.get("measure"), "measure", Measure.values());
    measure.ifPresent(m -> checkFields(line, fields, m));
    long within = number(fields.get("within"), "within", 1, LONGEST_MINUTES);
    long percent = number(fields.get("percent"), "percent", 1, 100);
    Optional<String> body = Optional.ofNullable(fields.get("body")).map(this::body);
    Optional<TaskType> task =
        fields.containsKey("task")
            ? code(line, fields.get("task"), "task", TaskType.values())
            : Optional.empty();
    Optional<FactKind> kind =
        fields.containsKey("kind")
            ? code(line, fields.get("kind"), "kind", FactKind.values())
            : Optional.of(FactKind.AID_REQUESTED);
    return errors.size() > before
        ? Optional.empty()
        : Optional.of(
            new Objective(
                id,
                ja,
                en,
                measure.orElseThrow(),
                Optional.ofNullable(fields.get("inject")).map(Value::text),
                within,
                (int) percent,
                body,
                task,
                kind.orElseThrow()));
  }

  private void checkFields(int line, Map<String, Value> fields, Measure measure) {
    Map<String, Field> byKey = new HashMap<>();
    for (Field f : Field.values()) {
      byKey.put(f.key(), f);
    }
    fields.forEach(
        (name, value) -> {
          Field field = byKey.get(name);
          if (!ALWAYS.contains(name) && (field == null || !measure.allowed().contains(field))) {
            String allowed =
                Stream.concat(ALWAYS.stream(), measure.allowed().stream().map(Field::key))
                    .sorted()
                    .collect(Collectors.joining(", "));
            wrong(
                value.line(),
                FormError.of(
                    name,
                    FormRule.NOT_NEEDED,
                    "only " + allowed + " with the measure " + measure,
                    value.text(),
                    value.text()));
          }
        });
    measure.required().stream()
        .map(Field::key)
        .sorted()
        .filter(key -> !fields.containsKey(key))
        .forEach(
            key ->
                wrong(
                    line,
                    FormError.of(
                        key, FormRule.REQUIRED, "a value with the measure " + measure, "nothing")));
  }

  private String id(int line, @Nullable Value value) {
    String id = value == null ? "" : TextReader.narrow(value.text());
    int at = value == null ? line : value.line();
    String came = value == null ? "nothing" : id;
    if (!ID.matcher(id).matches()) {
      wrong(
          at,
          FormError.of(
              "id",
              FormRule.LOWER_CASE_ID,
              "lower-case letters, digits and hyphens, at most " + LONGEST_ID,
              came,
              LONGEST_ID,
              came));
    } else if (!ids.add(id)) {
      wrong(at, FormError.of("id", FormRule.TWICE, "each id once", id + " again", id));
    }
    return id;
  }

  private String words(int line, @Nullable Value value, String name) {
    String text = value == null ? "" : value.text().strip();
    String expected = "a text of 1 to " + LONGEST_TEXT + " characters";
    int at = value == null ? line : value.line();
    if (text.isEmpty()) {
      wrong(at, FormError.of(name, FormRule.REQUIRED, expected, "nothing"));
    } else if (text.length() > LONGEST_TEXT) {
      wrong(
          at,
          FormError.of(
              name,
              FormRule.TEXT_TOO_LONG,
              expected,
              text.length() + " characters",
              LONGEST_TEXT,
              text.length()));
    }
    return text;
  }

  private String body(Value value) {
    String code = TextReader.narrow(value.text());
    if (!MunicipalityCode.valid(code)) {
      wrong(
          value.line(),
          FormError.of(
              "body",
              FormRule.CODE,
              "the code of a local government (6 digits with check digit)",
              code,
              code));
    }
    return code;
  }

  private <E extends Enum<E>> Optional<E> code(
      int line, @Nullable Value value, String name, E[] all) {
    String text = value == null ? "nothing" : value.text();
    for (E e : all) {
      if (e.name().equals(text) && !e.name().equals("UNKNOWN")) {
        return Optional.of(e);
      }
    }
    String codes =
        Stream.of(all)
            .map(Enum::name)
            .filter(n -> !n.equals("UNKNOWN"))
            .collect(Collectors.joining(", "));
    wrong(
        value == null ? line : value.line(),
        FormError.of(name, FormRule.NOT_OF_LIST, "one of " + codes, text, codes, text));
    return Optional.empty();
  }

  private long number(@Nullable Value value, String name, long least, long most) {
    if (value == null) {
      return 0;
    }
    try {
      long number = Long.parseLong(value.text());
      if (value.token() == JsonToken.VALUE_NUMBER_INT && number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    wrong(
        value.line(),
        FormError.of(
            name,
            FormRule.RANGE,
            "a whole number from " + least + " to " + most,
            value.text(),
            least,
            most,
            value.text()));
    return 0;
  }

  private void wrong(int line, FormError error) {
    errors.add(new LineError(line, error));
  }
}
