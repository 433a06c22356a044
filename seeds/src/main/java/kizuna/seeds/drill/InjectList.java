package kizuna.seeds.drill;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.drills.ExpectedAct;
import kizuna.drills.Inject;
import kizuna.facts.Fact;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.AvroJson;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.text.JsonFault;
import kizuna.schemas.text.TextReader;
import kizuna.seeds.Resources;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The master scenario events list (状況付与計画, MSEL) beside a drill's log. It is a table: as JSON an
 * array of objects whose fields are the columns, as XLSX a sheet with one column each. At most
 * {@link #MOST} lines.
 */
public final class InjectList {

  /** Most lines of a list. */
  public static final int MOST = 1_000;

  /** Most characters of a text. */
  public static final int LONGEST_TEXT = 2_000;

  /** Most minutes within which something can be expected: 30 days. */
  public static final int MAX_MINUTES = 30 * 24 * 60;

  private static final String FILE = "injects.json";
  private static final Pattern AFTER_START = Pattern.compile("\\+(\\d{1,4}):([0-5]\\d)");
  static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** The columns, in their order. */
  public enum Column {
    NUMBER("number", "番号", "No."),
    AT("at", "想定時刻", "Scenario time"),
    FROM_JA("fromJa", "発信者", "From (Japanese)"),
    FROM_EN("fromEn", "発信者（英語）", "From"),
    TO("to", "宛先（コード）", "To (codes)"),
    MEANS("means", "手段", "Means"),
    TEXT_JA("textJa", "内容", "Text (Japanese)"),
    TEXT_EN("textEn", "内容（英語）", "Text"),
    FACT("fact", "事実（JSON）", "Fact (JSON)"),
    EXPECTED_JA("expectedJa", "期待される対応", "Expected action (Japanese)"),
    EXPECTED_EN("expectedEn", "期待される対応（英語）", "Expected action"),
    EXPECTED_FACT("expectedFact", "対応を示す報告", "Shown by the fact"),
    EXPECTED_ABOUT("expectedAbout", "報告の対象", "About"),
    WITHIN_MINUTES("withinMinutes", "期限（分）", "Within (minutes)"),
    OBJECTIVE("objective", "目標", "Objective"),
    CONTINGENCY("contingency", "代替の付与", "Contingency"),
    STANDBY("standby", "待機", "Standby"),
    NOTE("note", "統制メモ", "Note for control"),
    STATUS("status", "状態", "Status");

    private final String field;
    private final String japanese;
    private final String english;

    Column(String field, String japanese, String english) {
      this.field = field;
      this.japanese = japanese;
      this.english = english;
    }

    /** Name of the field in JSON. */
    public String field() {
      return field;
    }

    /** Heading in both languages. */
    public String heading() {
      return japanese + " / " + english;
    }
  }

  private InjectList() {}

  /** The list of a drill that Kizuna includes; empty if it has none. */
  public static List<Inject> bundled(DrillOutline drill) {
    String file = "drills/" + drill.id() + "/" + FILE;
    if (!Drills.BUNDLED.contains(drill.id()) || !Resources.has(file)) {
      return List.of();
    }
    try {
      return readJson(drill, Resources.text(file));
    } catch (FormErrors e) {
      throw new IllegalStateException(drill.id() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a list from JSON.
   *
   * @throws FormErrors with all errors, each with its entry and field
   */
  public static List<Inject> readJson(DrillOutline drill, String text) throws FormErrors {
    JsonNode json;
    try {
      json = JSON.readTree(TextReader.document(text));
    } catch (JacksonException e) {
      throw new FormErrors(
          List.of(
              FormError.of(
                  "injects", FormRule.NOT_JSON, "JSON", JsonFault.of(e), JsonFault.of(e))));
    }
    if (!(json instanceof ArrayNode list)) {
      throw new FormErrors(
          List.of(
              FormError.of(
                  "injects",
                  FormRule.NOT_THE_FORM,
                  "a list of objects",
                  json.getNodeType().toString())));
    }
    List<FormError> errors = new ArrayList<>();
    List<Map<Column, String>> rows = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Map<Column, String> row = new EnumMap<>(Column.class);
      for (Map.Entry<String, JsonNode> field : list.get(i).properties()) {
        Optional<Column> column = column(field.getKey());
        if (column.isEmpty()) {
          errors.add(
              FormError.of(
                  "injects[" + i + "]." + field.getKey(),
                  FormRule.COLUMN_UNKNOWN,
                  "a column of the list",
                  "this name",
                  field.getKey()));
        } else if (!field.getValue().isNull()) {
          JsonNode value = field.getValue();
          row.put(column.get(), value.isString() ? value.asString() : value.toString());
        }
      }
      rows.add(row);
    }
    return read(drill, rows, (i, column) -> "injects[" + i + "]." + column.field(), errors);
  }

  private static Optional<Column> column(String field) {
    for (Column column : Column.values()) {
      if (column.field.equals(field)) {
        return Optional.of(column);
      }
    }
    return Optional.empty();
  }

  /** The position of a cell of a row. */
  @FunctionalInterface
  public interface Places {
    String of(int row, Column column);
  }

  /**
   * Reads a list from the texts of its cells; what is not there is left out.
   *
   * @param errors errors found so far
   * @throws FormErrors with all errors, each with the position of its cell
   */
  public static List<Inject> read(
      DrillOutline drill, List<Map<Column, String>> rows, Places places, List<FormError> errors)
      throws FormErrors {
    List<FormError> all = new ArrayList<>(errors);
    Map<String, Inject> injects = new LinkedHashMap<>();
    if (rows.size() > MOST) {
      all.add(
          FormError.of(
              "injects",
              FormRule.ENTRIES,
              "at most " + MOST + " lines",
              rows.size() + " lines",
              0,
              MOST,
              rows.size()));
    }
    for (int i = 0; i < Math.min(rows.size(), MOST); i++) {
      int at = i;
      int before = all.size();
      Inject inject = new InjectRow(drill, rows.get(i), i, c -> places.of(at, c), all).inject();
      if (all.size() == before && injects.put(inject.getNumber(), inject) != null) {
        all.add(
            FormError.of(
                places.of(i, Column.NUMBER),
                FormRule.TWICE,
                "each number once",
                inject.getNumber() + " again",
                inject.getNumber()));
      }
    }
    for (int i = 0; i < Math.min(rows.size(), MOST); i++) {
      String other = rows.get(i).getOrDefault(Column.CONTINGENCY, "").strip();
      if (!other.isEmpty() && rows.stream().noneMatch(r -> other.equals(number(r)))) {
        all.add(
            FormError.of(
                places.of(i, Column.CONTINGENCY),
                FormRule.INJECT_UNKNOWN,
                "the number of another line",
                "\"" + other + "\"",
                other));
      }
    }
    if (!all.isEmpty()) {
      throw new FormErrors(all);
    }
    return List.copyOf(injects.values());
  }

  static String number(Map<Column, String> row) {
    return TextReader.narrow(row.getOrDefault(Column.NUMBER, "")).strip();
  }

  /** Scenario time as people write it: with its offset, or hours and minutes after the start. */
  public static Optional<Instant> time(DrillOutline drill, String text) {
    Matcher after = AFTER_START.matcher(text);
    if (after.matches()) {
      return Optional.of(
          drill
              .start()
              .plus(Duration.ofHours(Long.parseLong(after.group(1))))
              .plus(Duration.ofMinutes(Long.parseLong(after.group(2)))));
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The cells of an inject, as {@link #read} takes them. */
  public static Map<Column, String> cells(Inject inject) {
    Map<Column, String> cells = new EnumMap<>(Column.class);
    cells.put(Column.NUMBER, inject.getNumber());
    cells.put(Column.AT, JapanTime.format(inject.getScenarioTime()));
    cells.put(Column.FROM_JA, inject.getSender().getJa());
    cells.put(Column.FROM_EN, inject.getSender().getEn());
    cells.put(Column.TO, String.join(" ", inject.getRecipients()));
    cells.put(Column.MEANS, inject.getMeans().name());
    cells.put(Column.TEXT_JA, inject.getText().getJa());
    cells.put(Column.TEXT_EN, inject.getText().getEn());
    Fact fact = inject.getFact();
    if (fact != null) {
      ObjectNode json = AvroJson.write(FactForm.bodyOf(fact));
      ObjectNode line = JSON.createObjectNode().put("fact", FactForm.name(fact.getKind()));
      line.put("by", fact.getReporter().getRole() + " " + fact.getReporter().getBody());
      line.put("network", fact.getNetworkId());
      line.put("eventId", fact.getEventId().toString());
      json.properties().forEach(p -> line.set(p.getKey(), p.getValue()));
      cells.put(Column.FACT, line.toString());
    }
    ExpectedAct expected = inject.getExpected();
    if (expected != null) {
      cells.put(Column.EXPECTED_JA, expected.getText().getJa());
      cells.put(Column.EXPECTED_EN, expected.getText().getEn());
      if (expected.getFactKind() != null) {
        cells.put(Column.EXPECTED_FACT, FactForm.name(expected.getFactKind()));
      }
      if (expected.getSubject() != null) {
        cells.put(Column.EXPECTED_ABOUT, expected.getSubject());
      }
      cells.put(Column.WITHIN_MINUTES, Integer.toString(expected.getWithinMinutes()));
    }
    cells.put(Column.OBJECTIVE, inject.getObjective());
    cells.put(Column.CONTINGENCY, inject.getContingency() == null ? "" : inject.getContingency());
    cells.put(Column.STANDBY, Boolean.toString(inject.getStandby()));
    cells.put(Column.NOTE, inject.getNote());
    cells.values().removeIf(String::isEmpty);
    return cells;
  }

  /** Writes a list as JSON, as {@link #readJson} reads it. */
  public static String writeJson(List<Inject> injects) {
    ArrayNode list = JSON.createArrayNode();
    for (Inject inject : injects) {
      ObjectNode entry = list.addObject();
      cells(inject)
          .forEach(
              (column, text) -> {
                switch (column) {
                  case FACT -> entry.set(column.field(), JSON.readTree(text));
                  case STANDBY -> entry.put(column.field(), Boolean.parseBoolean(text));
                  case WITHIN_MINUTES -> entry.put(column.field(), Integer.parseInt(text));
                  default -> entry.put(column.field(), text);
                }
              });
    }
    return JSON.writeValueAsString(list) + "\n";
  }
}
