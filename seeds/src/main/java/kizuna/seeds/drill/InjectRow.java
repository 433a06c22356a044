package kizuna.seeds.drill;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kizuna.codes.FactKind;
import kizuna.codes.InjectMeans;
import kizuna.drills.DrillText;
import kizuna.drills.ExpectedAct;
import kizuna.drills.Inject;
import kizuna.facts.Fact;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.FactForm;
import kizuna.schemas.form.FactKinds;
import kizuna.schemas.form.FileErrors;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.text.JsonFault;
import kizuna.schemas.text.TextReader;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.InjectList.Column;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads one line of the list of injects from its cells. */
final class InjectRow {

  private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,15}");

  private final DrillOutline drill;
  private final Function<Column, String> place;
  private final Map<Column, String> cells;
  private final int row;
  private final List<FormError> errors;

  InjectRow(
      DrillOutline drill,
      Map<Column, String> cells,
      int row,
      Function<Column, String> place,
      List<FormError> errors) {
    this.drill = drill;
    this.cells = cells;
    this.row = row;
    this.place = place;
    this.errors = errors;
  }

  /** Returns the inject; adds its errors to the list. */
  Inject inject() {
    Instant at = time();
    return Inject.newBuilder()
        .setNumber(number())
        .setScenarioTime(at)
        .setSender(both(Column.FROM_JA, Column.FROM_EN))
        .setRecipients(recipients())
        .setMeans(code(Column.MEANS, InjectMeans.class, InjectMeans.UNKNOWN))
        .setText(both(Column.TEXT_JA, Column.TEXT_EN))
        .setFact(fact(at).orElse(null))
        .setExpected(expected().orElse(null))
        .setObjective(text(Column.OBJECTIVE))
        .setContingency(text(Column.CONTINGENCY).isEmpty() ? null : text(Column.CONTINGENCY))
        .setStandby(flag(Column.STANDBY))
        .setNote(text(Column.NOTE))
        .build();
  }

  private void wrong(
      Column column, FormRule rule, String expected, String actual, Object... arguments) {
    errors.add(FormError.of(place.apply(column), rule, expected, actual, arguments));
  }

  private String text(Column column) {
    String text = cells.getOrDefault(column, "").strip();
    if (text.length() > InjectList.LONGEST_TEXT) {
      wrong(
          column,
          FormRule.TEXT_TOO_LONG,
          "at most " + InjectList.LONGEST_TEXT + " characters",
          Integer.toString(text.length()),
          InjectList.LONGEST_TEXT,
          text.length());
      return "";
    }
    return text;
  }

  private String required(Column column) {
    String text = text(column);
    if (text.isEmpty()) {
      wrong(column, FormRule.REQUIRED, "text", "nothing");
    }
    return text;
  }

  private String number() {
    String text = TextReader.narrow(text(Column.NUMBER));
    if (!NUMBER.matcher(text).matches()) {
      wrong(
          Column.NUMBER,
          FormRule.INJECT_NUMBER,
          "a number such as 12 or 12a",
          came(text),
          came(text));
    }
    return text;
  }

  private static String came(String text) {
    return text.isEmpty() ? "nothing" : "\"" + text + "\"";
  }

  /** If one language is missing, the other one is used. */
  private DrillText both(Column japanese, Column english) {
    String ja = text(japanese);
    String en = text(english);
    if (ja.isEmpty() && en.isEmpty()) {
      wrong(japanese, FormRule.REQUIRED, "text in Japanese or English", "nothing");
    }
    return new DrillText(ja.isEmpty() ? en : ja, en.isEmpty() ? ja : en);
  }

  /** A time with its offset, or hours and minutes after the first fact of the log. */
  private Instant time() {
    String text = TextReader.narrow(required(Column.AT));
    Optional<Instant> time = InjectList.time(drill, text);
    if (time.isEmpty() && !text.isEmpty()) {
      wrong(
          Column.AT,
          FormRule.INJECT_TIME,
          "a time such as 2024-01-01T16:30:00+09:00, or +1:30 after the start",
          text,
          text);
    }
    return time.orElse(drill.start());
  }

  private List<String> recipients() {
    List<String> codes = new ArrayList<>();
    String given = TextReader.narrow(text(Column.TO)).replaceAll("[\\[\\]\"]", " ");
    for (String code : given.strip().split("[\\s,;、]+", -1)) {
      if (code.isEmpty()) {
        continue;
      }
      if (ReferenceData.municipality(code).isEmpty()) {
        errors.add(DrillLog.codeUnknown(place.apply(Column.TO), code));
      } else if (!codes.contains(code)) {
        codes.add(code);
      }
    }
    return codes;
  }

  private <E extends Enum<E>> E code(Column column, Class<E> codes, E unknown) {
    String text = TextReader.narrow(text(column)).toUpperCase(Locale.ROOT);
    for (E code : codes.getEnumConstants()) {
      if (code != unknown && code.name().equals(text)) {
        return code;
      }
    }
    List<String> names = new ArrayList<>();
    for (E code : codes.getEnumConstants()) {
      if (code != unknown) {
        names.add(code.name());
      }
    }
    String all = String.join(", ", names);
    wrong(column, FormRule.NOT_OF_LIST, "one of " + all, came(text), all, came(text));
    return unknown;
  }

  private boolean flag(Column column) {
    String text = TextReader.narrow(text(column)).toLowerCase(Locale.ROOT);
    if (!List.of("", "true", "false", "yes", "no", "1", "0").contains(text)) {
      wrong(column, FormRule.TRUE_OR_FALSE, "true or false", came(text), came(text));
    }
    return List.of("true", "yes", "1").contains(text);
  }

  private int minutes() {
    String text = TextReader.narrow(text(Column.WITHIN_MINUTES)).replaceFirst("\\.0+$", "");
    if (!text.matches("\\d{1,6}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > InjectList.MAX_MINUTES) {
      wrong(
          Column.WITHIN_MINUTES,
          FormRule.RANGE,
          "a whole number from 1 to " + InjectList.MAX_MINUTES,
          came(text),
          1,
          InjectList.MAX_MINUTES,
          came(text));
      return 1;
    }
    return Integer.parseInt(text);
  }

  private Optional<ExpectedAct> expected() {
    boolean none =
        text(Column.EXPECTED_JA).isEmpty()
            && text(Column.EXPECTED_EN).isEmpty()
            && text(Column.EXPECTED_FACT).isEmpty()
            && text(Column.WITHIN_MINUTES).isEmpty();
    if (none) {
      return Optional.empty();
    }
    String kind = text(Column.EXPECTED_FACT);
    FactKind factKind = FactKinds.named(kind).map(d -> d.kind()).orElse(FactKind.UNKNOWN);
    if (!kind.isEmpty() && factKind == FactKind.UNKNOWN) {
      wrong(
          Column.EXPECTED_FACT,
          FormRule.NOT_OF_LIST,
          "the name of a fact, such as AidRequested",
          came(kind),
          FactKinds.kinds().stream().map(FactForm::name).collect(Collectors.joining(", ")),
          came(kind));
    }
    if (text(Column.TO).isEmpty()) {
      wrong(Column.TO, FormRule.RECIPIENT_NEEDED, "somebody of whom it is expected", "nobody");
    }
    return Optional.of(
        ExpectedAct.newBuilder()
            .setText(both(Column.EXPECTED_JA, Column.EXPECTED_EN))
            .setFactKind(kind.isEmpty() ? null : factKind)
            .setSubject(text(Column.EXPECTED_ABOUT).isEmpty() ? null : text(Column.EXPECTED_ABOUT))
            .setWithinMinutes(minutes())
            .build());
  }

  /** A line of a drill's log, but for its time: that is the scenario time of the inject. */
  private Optional<Fact> fact(Instant at) {
    String text = cells.getOrDefault(Column.FACT, "").strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode json = InjectList.JSON.readTree(TextReader.document(text));
      if (!(json instanceof ObjectNode object)) {
        wrong(Column.FACT, FormRule.NOT_AN_OBJECT, "one JSON object", came(text), came(text));
        return Optional.empty();
      }
      object.remove("occurredAt");
      object.put("at", JapanTime.format(at));
      return Optional.of(
          DrillLog.read(
                  drill.id() + "/inject/" + row + "/" + InjectList.number(cells),
                  drill.networks(),
                  "",
                  object.toString().replace("\n", " "))
              .get(0));
    } catch (JacksonException e) {
      String what = JsonFault.of(e);
      wrong(Column.FACT, FormRule.NOT_JSON, "one JSON object", what, what);
    } catch (FileErrors e) {
      String path = place.apply(Column.FACT) + ".";
      e.errors().forEach(x -> errors.add(x.error().at(path + x.error().path())));
    }
    return Optional.empty();
  }
}
