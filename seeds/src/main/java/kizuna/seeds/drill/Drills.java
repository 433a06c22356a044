package kizuna.seeds.drill;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kizuna.codes.Tier;
import kizuna.facts.Fact;
import kizuna.schemas.drill.History;
import kizuna.schemas.form.FileErrors;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.form.FormText;
import kizuna.schemas.form.LineError;
import kizuna.schemas.text.JsonFault;
import kizuna.schemas.text.MessageList;
import kizuna.schemas.text.TextReader;
import kizuna.schemas.text.UserFileException;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.Resources;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds drills: those included in Kizuna, and files of users. */
public final class Drills {

  /** Ids of the drills that come with Kizuna, the quickest to read first. */
  public static final List<String> BUNDLED = List.of("first-hour", "kumamoto-2016", "noto-2024");

  static final MessageList WORDS = MessageList.beside(Drills.class, "drills");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final long LARGEST_FILE = 64L << 20;

  private Drills() {}

  /** The drills that come with Kizuna. */
  public static List<Drill> bundled() {
    return BUNDLED.stream().map(Drills::bundled).toList();
  }

  private static Drill bundled(String id) {
    String folder = "drills/" + id + "/";
    try {
      return drill(
          Optional.of(Resources.text(folder + "drill.json")),
          id,
          "log.jsonl",
          Resources.text(folder + "log.jsonl"),
          Optional.of(Resources.text(folder + "expected.json")));
    } catch (FileErrors e) {
      throw new IllegalStateException(id + ": " + e.getMessage(), e);
    }
  }

  /**
   * A drill by the id of a bundled one, the path of a folder with {@code drill.json} and {@code
   * log.jsonl}, or the path of one {@code .jsonl} file, which is then a drill of the 23 special
   * wards.
   *
   * @throws FileErrors with all errors in its files
   * @throws IOException if there is no such drill; the message lists the existing ones
   */
  public static Drill load(String idOrPath) throws IOException, FileErrors {
    if (BUNDLED.contains(idOrPath)) {
      return bundled(idOrPath);
    }
    Path path = Path.of(idOrPath);
    if (Files.isDirectory(path)) {
      return drill(
          Optional.of(read(path.resolve("drill.json"))),
          name(path),
          path.resolve("log.jsonl").toString(),
          read(path.resolve("log.jsonl")),
          Files.exists(path.resolve("expected.json"))
              ? Optional.of(read(path.resolve("expected.json")))
              : Optional.empty());
    }
    if (Files.isRegularFile(path)) {
      Optional<LogFile> log = logFile(idOrPath);
      if (log.isPresent()) {
        return drill(log.get());
      }
      return drill(Optional.empty(), name(path), path.toString(), read(path), Optional.empty());
    }
    throw new UserFileException(WORDS.of("none", String.join(", ", BUNDLED), idOrPath));
  }

  /**
   * The log that a path names; empty: it names another form of a drill, or none.
   *
   * @throws FileErrors if its header is wrong
   */
  public static Optional<LogFile> logFile(String idOrPath) throws IOException, FileErrors {
    Path path = Path.of(idOrPath);
    return !BUNDLED.contains(idOrPath) && Files.isRegularFile(path)
        ? LogFile.open(path)
        : Optional.empty();
  }

  private static Drill drill(LogFile file) throws IOException, FileErrors {
    List<Fact> facts = new ArrayList<>();
    try (LogFile.Facts log = file.facts()) {
      log.forEachRemaining(facts::add);
      LogHeader header = file.header();
      return new Drill(
          header.id(), header.titleJa(), header.titleEn(), log.networks(), facts, Optional.empty());
    } catch (LogFile.WrongLog e) {
      throw e.errors();
    }
  }

  /**
   * The id of a drill that has only a file's name: the characters of it that a namespace's name may
   * contain.
   */
  private static String name(Path path) {
    String file = path.toAbsolutePath().normalize().getFileName().toString();
    String id =
        file.replaceFirst("\\.jsonl$", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-+|-+$", "");
    return id.isEmpty() ? "drill" : id.substring(0, Math.min(id.length(), 40));
  }

  /**
   * The historical events from the sources of a bundled drill; empty for a drill that replays no
   * history.
   */
  public static Optional<History> history(String id) {
    return historyText(id).map(History::of);
  }

  /** The text of a bundled drill's {@code history.json}; empty for a drill without. */
  public static Optional<String> historyText(String id) {
    return text(id, "history.json");
  }

  /** The text of a bundled drill's {@code objectives.json}; empty for a drill without. */
  public static Optional<String> objectives(String id) {
    return text(id, "objectives.json");
  }

  private static Optional<String> text(String id, String name) {
    String file = "drills/" + id + "/" + name;
    return BUNDLED.contains(id) && Resources.has(file)
        ? Optional.of(Resources.text(file))
        : Optional.empty();
  }

  private static String read(Path file) throws IOException, FileErrors {
    if (!Files.isRegularFile(file)) {
      throw new UserFileException(WORDS.of("file.none", file));
    }
    if (Files.size(file) > LARGEST_FILE) {
      throw new UserFileException(
          WORDS.of("file.tooLarge", file, LARGEST_FILE >> 20, Files.size(file) >> 20));
    }
    try {
      return TextReader.file(file);
    } catch (CharacterCodingException e) {
      throw LogFile.notUtf8(file);
    }
  }

  private static Drill drill(
      Optional<String> manifest, String name, String logFile, String log, Optional<String> expected)
      throws FileErrors {
    Manifest m =
        manifest.isPresent()
            ? manifest(manifest.get())
            : new Manifest(
                name,
                name,
                name,
                List.of(
                    new DrillNetwork(ReferenceData.TOKYO_23, "特別区（東京23区）", ReferenceData.wards())));
    List<Fact> facts = DrillLog.read(m.id, m.networks, logFile, log);
    return new Drill(
        m.id,
        m.titleJa,
        m.titleEn,
        m.networks,
        facts,
        expected.isPresent() ? Optional.of(expected(expected.get())) : Optional.empty());
  }

  private record Manifest(String id, String titleJa, String titleEn, List<DrillNetwork> networks) {}

  private static Manifest manifest(String text) throws FileErrors {
    String file = "drill.json";
    JsonNode json = parse(file, text);
    List<FormError> errors = new ArrayList<>();
    String id = TextReader.narrow(text(json, "id", errors));
    if (!ID.matcher(id).matches()) {
      errors.add(LogHeader.drillId(id));
    }
    String titleJa = text(json, "titleJa", errors);
    String titleEn = text(json, "titleEn", errors);
    List<DrillNetwork> networks = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode n : json.path("networks")) {
      List<String> lenders =
          n.path("lenders")
              .valueStream()
              .map(c -> c.isString() ? TextReader.narrow(c.asString()) : c.toString())
              .toList();
      for (String lender : lenders) {
        if (ReferenceData.municipality(lender).isEmpty()) {
          errors.add(DrillLog.codeUnknown("lenders", lender));
        }
      }
      if (lenders.isEmpty()) {
        errors.add(FormError.of("lenders", FormRule.REQUIRED, "at least one code", "none"));
      }
      DrillNetwork network =
          new DrillNetwork(
              TextReader.narrow(text(n, "id", errors)),
              text(n, "name", errors),
              tier(n, errors),
              lenders);
      if (!ids.add(network.id())) {
        errors.add(
            FormError.of(
                "networks", FormRule.TWICE, "each network once", network.id(), network.id()));
      }
      networks.add(network);
    }
    if (networks.isEmpty()) {
      errors.add(FormError.of("networks", FormRule.REQUIRED, "at least one network", "none"));
    }
    if (!errors.isEmpty()) {
      throw new FileErrors(file, errors.stream().map(e -> new LineError(1, e)).toList());
    }
    return new Manifest(id, titleJa, titleEn, networks);
  }

  private static Tier tier(JsonNode network, List<FormError> errors) {
    if (!network.has("tier")) {
      return Tier.AGREEMENT;
    }
    String code = text(network, "tier", errors);
    return Stream.of(Tier.AGREEMENT, Tier.BLOCK, Tier.NATIONAL)
        .filter(t -> t.name().equals(code))
        .findFirst()
        .orElseGet(
            () -> {
              errors.add(
                  FormError.of(
                      "tier",
                      FormRule.NOT_OF_LIST,
                      "AGREEMENT, BLOCK or NATIONAL",
                      code,
                      "AGREEMENT, BLOCK, NATIONAL",
                      code));
              return Tier.AGREEMENT;
            });
  }

  private static Expected expected(String text) throws FileErrors {
    String file = "expected.json";
    JsonNode json = parse(file, text);
    List<FormError> errors = new ArrayList<>();
    Map<String, Long> byLender = new LinkedHashMap<>();
    json.path("personDaysByLender")
        .properties()
        .forEach(p -> byLender.put(p.getKey(), number(p.getValue(), p.getKey(), errors)));
    Expected expected =
        new Expected(
            (int) number(json.get("requests"), "requests", errors),
            number(json.get("requestedPersonDays"), "requestedPersonDays", errors),
            number(json.get("filledPersonDays"), "filledPersonDays", errors),
            number(json.get("shortfallPersonDays"), "shortfallPersonDays", errors),
            (int) number(json.get("proposals"), "proposals", errors),
            (int) number(json.get("rejected"), "rejected", errors),
            byLender);
    if (!errors.isEmpty()) {
      throw new FileErrors(file, errors.stream().map(e -> new LineError(1, e)).toList());
    }
    return expected;
  }

  private static JsonNode parse(String file, String text) throws FileErrors {
    try {
      return JSON.readTree(TextReader.document(text));
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      throw new FileErrors(
          file,
          List.of(
              new LineError(
                  line,
                  FormError.of(
                      "the file", FormRule.NOT_JSON, "JSON", JsonFault.of(e), JsonFault.of(e)))));
    }
  }

  private static String text(JsonNode json, String field, List<FormError> errors) {
    JsonNode value = json.get(field);
    String text =
        value == null || !value.isString()
            ? ""
            : FormText.text(value.asString(), false, field, errors);
    if (text.isBlank()) {
      errors.add(
          FormError.of(
              field, FormRule.REQUIRED, "text", value == null ? "nothing" : value.toString()));
      return "";
    }
    return text;
  }

  private static long number(@Nullable JsonNode value, String field, List<FormError> errors) {
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      errors.add(
          FormError.of(
              field,
              FormRule.NOT_A_NUMBER,
              "a whole number",
              value == null ? "nothing" : value.toString()));
      return 0;
    }
    return value.asLong();
  }
}
