package kizuna.producers.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.facts.Fact;
import kizuna.schemas.form.FactContent;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactReader;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.form.LineError;
import kizuna.schemas.text.JsonFault;
import kizuna.schemas.text.TextReader;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file of reports: JSON lines as in a drill's log, where {@code at} and {@code by} may be left
 * out. It is checked as a whole before anything of it is sent, by the same reader as at the door.
 */
final class ImportFile {

  /** Largest file, bytes. */
  static final long LARGEST = 64L << 20;

  /** Longest line, bytes in UTF-8: it must go through the door with its key. */
  static final int LONGEST_LINE = 60_000;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** A drill has a time of its own, which only the door knows. */
  private static final Instant ANY_TIME = Instant.MAX.minus(Duration.ofDays(7));

  /** Characters of a digest that identify a report: 128 bits. */
  private static final int KEY_LENGTH = 32;

  /**
   * One report.
   *
   * @param number line number, from 1
   * @param key derived from its content, and its number of earlier occurrences in the file: the
   *     same file gives the same keys
   * @param report the report as sent to the server
   * @param bytes size of the report
   */
  record Line(int number, String key, ObjectNode report, int bytes) {}

  private final String network;
  private final OperationMode mode;
  private final Instant now;
  private final List<Line> lines = new ArrayList<>();
  private final List<LineError> errors = new ArrayList<>();
  private final Map<String, Integer> times = new HashMap<>();

  private ImportFile(String network, OperationMode mode) {
    this.network = network;
    this.mode = mode;
    this.now = mode == OperationMode.ACTUAL ? Instant.now() : ANY_TIME;
  }

  /**
   * Reads a file.
   *
   * @param network of lines that name none
   * @throws CommandFailure if it is not a file, too large or not UTF-8
   * @throws IOException if it cannot be read
   */
  static ImportFile read(Path path, String network, OperationMode mode) throws IOException {
    if (Files.isDirectory(path)) {
      throw new CommandFailure(ExitCodes.USAGE, CliMessages.of("file.folder", path));
    }
    if (!Files.isRegularFile(path)) {
      throw new CommandFailure(ExitCodes.USAGE, CliMessages.of("import.noFile", path));
    }
    if (Files.size(path) > LARGEST) {
      throw new CommandFailure(
          ExitCodes.USAGE, CliMessages.of("import.tooLarge", path, LARGEST, Files.size(path)));
    }
    String text;
    try {
      text = TextReader.file(path);
    } catch (CharacterCodingException e) {
      throw new CommandFailure(ExitCodes.USAGE, CliMessages.of("import.notUtf8", path));
    }
    ImportFile file = new ImportFile(network, mode);
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String trimmed = line.strip();
      if (!trimmed.isEmpty() && !trimmed.startsWith("//")) {
        file.line(number, trimmed);
      }
    }
    return file;
  }

  /** The reports in order. */
  List<Line> lines() {
    return List.copyOf(lines);
  }

  /** Everything that is wrong, each with the number of its line. */
  List<LineError> errors() {
    return List.copyOf(errors);
  }

  private void line(int number, String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LONGEST_LINE) {
      wrong(
          number,
          FormError.of(
              "the line",
              FormRule.LINE_TOO_LONG,
              "at most " + LONGEST_LINE + " bytes",
              Integer.toString(bytes),
              LONGEST_LINE,
              bytes));
      return;
    }
    try {
      if (!(JSON.readTree(text) instanceof ObjectNode object)) {
        String other = "something else";
        wrong(
            number,
            FormError.of("the line", FormRule.NOT_AN_OBJECT, "one JSON object", other, other));
        return;
      }
      ObjectNode report = object.deepCopy();
      String at = object.path("at").asString(object.path("occurredAt").asString(""));
      FactKind kind = FactReader.takeKind(object);
      Fact fact = fact(kind, object);
      FactForm.notToBeReported(fact, now).forEach(error -> wrong(number, error));
      lines.add(new Line(number, key(at, fact), report, bytes));
    } catch (JacksonException e) {
      String what = JsonFault.of(e);
      wrong(number, FormError.of("the line", FormRule.NOT_JSON, "one JSON object", what, what));
    } catch (FormErrors e) {
      e.errors().forEach(error -> wrong(number, error));
    }
  }

  private void wrong(int number, FormError error) {
    errors.add(new LineError(number, error));
  }

  private Fact fact(FactKind kind, ObjectNode json) throws FormErrors {
    return FactReader.read(
            kind,
            json,
            // One event id for all: a key derives from the content of a line, not from its
            // position.
            new FactReader.Defaults(
                network,
                new UUID(0, 0),
                Instant.EPOCH.plusSeconds(1_700_000_000),
                mode,
                Optional.empty()))
        .fact();
  }

  private String key(String at, Fact fact) {
    String content =
        HexFormat.of().formatHex(FactContent.digest(fact)).substring(0, KEY_LENGTH)
            + (at.isEmpty() ? "" : "-" + fact.getOccurredAt().toEpochMilli());
    int before = times.merge(content, 1, Integer::sum) - 1;
    return "import-" + FactForm.name(fact.getKind()) + "-" + content + "-" + before;
  }
}
