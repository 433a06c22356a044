package kizuna.streams.afteraction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.codes.TaskType;
import kizuna.schemas.form.MunicipalityCode;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.MessageList;
import kizuna.schemas.text.TextReader;
import kizuna.streams.afteraction.Measure.Field;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the objectives of a drill: a JSON array that lies as {@code objectives.json} beside its
 * log. All errors are told at once, each with its line.
 */
public final class ObjectivesFile {

  /** Most objectives of a drill. */
  public static final int MOST = 100;

  private static final int LONGEST_TEXT = 200;
  private static final long LONGEST_MINUTES = 366L * 24 * 60;
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> ALWAYS = Set.of("id", "ja", "en", "measure");

  private static final MessageList SAY = MessageList.beside(ObjectivesFile.class, "objectives");

  /** Everything that is wrong with the file. */
  public static final class Errors extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Message> lines;

    Errors(List<Message> lines) {
      super(in(Locale.ENGLISH, lines));
      this.lines = List.copyOf(lines);
    }

    /** All of it, a line each. */
    public String in(Locale language) {
      return in(language, lines);
    }

    private static String in(Locale language, List<Message> lines) {
      return lines.stream().map(line -> line.in(language)).collect(Collectors.joining("\n"));
    }
  }

  private record Value(int line, JsonToken token, String text) {}

  private final String file;
  private final List<Message> errors = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  private ObjectivesFile(String file) {
    this.file = file;
  }

  /**
   * The objectives of a file.
   *
   * @param file its name, for the errors
   */
  public static List<Objective> read(String file, String text) throws Errors {
    return new ObjectivesFile(file).read(text);
  }

  /** The objectives that a run began with: they were checked before it began. */
  public static List<Objective> ofRun(String text) {
    try {
      return read("objectives.json", text);
    } catch (Errors e) {
      throw new IllegalStateException("expected objectives that were checked before the run", e);
    }
  }

  private List<Objective> read(String text) throws Errors {
    List<Objective> objectives = new ArrayList<>();
    try (JsonParser in = JSON.createParser(TextReader.document(text))) {
      if (in.nextToken() != JsonToken.START_ARRAY) {
        wrong(1, "array", token(in));
      } else {
        while (in.nextToken() != JsonToken.END_ARRAY) {
          int line = line(in);
          if (in.currentToken() != JsonToken.START_OBJECT) {
            wrong(line, "object", token(in));
            in.skipChildren();
          } else {
            objective(line, fields(in)).ifPresent(objectives::add);
          }
        }
        if (in.nextToken() != null) {
          wrong(line(in), "end", token(in));
        }
      }
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      wrong(line, "json", String.valueOf(e.getOriginalMessage()));
    }
    if (objectives.size() > MOST) {
      wrong(1, "most", MOST, objectives.size());
    }
    if (!errors.isEmpty()) {
      throw new Errors(errors);
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
        wrong(line, "scalar", String.valueOf(name), String.valueOf(token));
        in.skipChildren();
      } else if (fields.put(name, new Value(line, token, in.getString())) != null) {
        wrong(line, "once", String.valueOf(name));
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
            wrong(value.line(), "allowed", allowed, measure, name);
          }
        });
    measure.required().stream()
        .map(Field::key)
        .sorted()
        .filter(key -> !fields.containsKey(key))
        .forEach(key -> wrong(line, "required", key, measure));
  }

  private String id(int line, @Nullable Value value) {
    String id = value == null ? "" : TextReader.narrow(value.text());
    if (!ID.matcher(id).matches()) {
      wrong(value == null ? line : value.line(), "id", value == null ? SAY.of("nothing") : id);
    } else if (!ids.add(id)) {
      wrong(value == null ? line : value.line(), "id.again", id);
    }
    return id;
  }

  private String words(int line, @Nullable Value value, String name) {
    String text = value == null ? "" : value.text().strip();
    if (text.isEmpty() || text.length() > LONGEST_TEXT) {
      Message found = text.isEmpty() ? SAY.of("nothing") : SAY.of("text.long", text.length());
      wrong(value == null ? line : value.line(), "text", LONGEST_TEXT, name, found);
    }
    return text;
  }

  private String body(Value value) {
    String code = TextReader.narrow(value.text());
    if (!MunicipalityCode.valid(code)) {
      wrong(value.line(), "body", code);
    }
    return code;
  }

  private <E extends Enum<E>> Optional<E> code(
      int line, @Nullable Value value, String name, E[] all) {
    String text = value == null ? "" : value.text();
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
        "code",
        codes,
        name,
        value == null ? SAY.of("nothing") : text);
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
      // Told below.
    }
    wrong(value.line(), "number", least, most, name, value.text());
    return 0;
  }

  private static String token(JsonParser in) {
    return String.valueOf(in.currentToken());
  }

  private void wrong(int line, String key, Object... arguments) {
    errors.add(SAY.of("line", file, line, SAY.of(key, arguments)));
  }
}
