package kizuna.streams.explain;

import java.time.LocalDate;
import java.time.format.TextStyle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.codes.AgreementState;
import kizuna.codes.CostBearer;
import kizuna.codes.DispatchAct;
import kizuna.codes.DispatchState;
import kizuna.codes.Documentation;
import kizuna.codes.HazardType;
import kizuna.codes.OfferState;
import kizuna.codes.OperationMode;
import kizuna.codes.Priority;
import kizuna.codes.Qualification;
import kizuna.codes.RefusalReason;
import kizuna.codes.RequestState;
import kizuna.codes.Role;
import kizuna.codes.TaskType;

/**
 * What decisions say in machine form ("SHELTER_OPERATION", "172057", "2024-01-05/2024-01-12"), put
 * into the words of a language. What it does not know it leaves as it is.
 */
final class MachineForm {

  private static final List<Class<? extends Enum<?>>> CODES =
      List.of(
          TaskType.class,
          HazardType.class,
          Qualification.class,
          DispatchState.class,
          DispatchAct.class,
          RequestState.class,
          OfferState.class,
          AgreementState.class,
          Role.class,
          Priority.class,
          RefusalReason.class,
          Documentation.class,
          CostBearer.class,
          OperationMode.class);

  private static final int DAY_LENGTH = "2024-01-05".length();
  private static final String DAY = "\\d{4}-\\d{2}-\\d{2}";
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<from>"
              + DAY
              + ")/(?<to>"
              + DAY
              + ")?"
              + "|(?<![\\w-])(?<municipality>\\d{6})(?![\\w-])"
              + "|(?<![\\w-])(?<code>[A-Z][A-Z_]+[A-Z])(?![\\w-])"
              + "|(?<![\\w-])(?<none>none)(?![\\w-])"
              + "|(?<comma>, ?)"
              + "|(?<plain>"
              + DAY
              + "|(?<![\\w-])\\d+(?![\\w-]))");

  private final Words words;
  private final Names names;
  private final boolean spoken;
  private final Map<String, String> labels = new LinkedHashMap<>();

  /**
   * @param spoken whether days are said as people say them, not as they stand in records
   */
  MachineForm(Words words, Names names, boolean spoken) {
    this.words = words;
    this.names = names;
    this.spoken = spoken;
    for (Class<? extends Enum<?>> type : CODES) {
      for (Enum<?> code : type.getEnumConstants()) {
        labels.putIfAbsent(code.name(), words.label(code));
      }
    }
  }

  /** The whole text with everything known put into words. */
  String said(String machine) {
    boolean list = machine.startsWith("[") && machine.endsWith("]");
    String bare = list ? machine.substring(1, machine.length() - 1) : machine;
    String text = bare.isBlank() ? "none" : bare;
    return TOKEN.matcher(text).replaceAll(found -> Matcher.quoteReplacement(word(found)));
  }

  /**
   * What was found: an id and what it is or has ("off-1 WITHDRAWN") with the latter in brackets.
   */
  String found(String machine) {
    int space = machine.indexOf(' ');
    String first = space < 0 ? machine : machine.substring(0, space);
    return space < 1 || labels.containsKey(first) || machine.indexOf(' ', space + 1) >= 0
        ? said(machine)
        : words.sentence("why.named", first, said(machine.substring(space + 1)));
  }

  /**
   * Only what is the same in every language: codes, names, dates and figures. Where there is none,
   * the whole text.
   */
  String figures(String machine) {
    StringBuilder figures = new StringBuilder();
    int end = -1;
    for (MatchResult found : TOKEN.matcher(machine).results().toList()) {
      if (found.group().startsWith(",")) {
        continue;
      }
      if (end >= 0) {
        // "DESK 172057" is one thing; with prose between them they are two.
        boolean one = machine.substring(end, found.start()).equals(" ");
        figures.append(one ? " " : words.text("why.histogram.separator"));
      }
      figures.append(word(found));
      end = found.end();
    }
    return end < 0 ? said(machine) : figures.toString();
  }

  private String word(MatchResult found) {
    String token = found.group();
    if (token.startsWith(",")) {
      return words.text("why.histogram.separator");
    }
    if (token.equals("none")) {
      return words.text("why.none");
    }
    int slash = token.indexOf('/');
    if (slash >= 0) {
      String from = token.substring(0, slash);
      return slash == token.length() - 1
          ? words.sentence("why.interval.open", spoken ? day(LocalDate.parse(from)) : from)
          : interval(from, token.substring(slash + 1));
    }
    if (spoken && token.length() == DAY_LENGTH && token.matches(DAY)) {
      return day(LocalDate.parse(token));
    }
    String label = labels.get(token);
    if (label != null) {
      return label;
    }
    if (token.length() == 6 && token.chars().allMatch(Character::isDigit)) {
      String name = names.municipality(token);
      return name.equals(token) ? token : words.sentence("why.named", name, token);
    }
    return token;
  }

  private String interval(String from, String to) {
    return spoken
        ? days(LocalDate.parse(from), LocalDate.parse(to))
        : words.sentence("why.interval", from, to);
  }

  /** A day as people say it. */
  String day(LocalDate day) {
    return words.sentence("why.day", parts(day, day));
  }

  /** Days from the first to the last as people say them, nothing twice. */
  String days(LocalDate first, LocalDate last) {
    if (first.equals(last)) {
      return day(first);
    }
    String key =
        first.getYear() != last.getYear()
            ? "why.days.other"
            : first.getMonth() != last.getMonth() ? "why.days.sameYear" : "why.days.sameMonth";
    return words.sentence(key, parts(first, last));
  }

  /** Year, month and day of both as figures, then the names of both months. */
  private Object[] parts(LocalDate first, LocalDate last) {
    return new Object[] {
      Integer.toString(first.getYear()),
      Integer.toString(first.getMonthValue()),
      Integer.toString(first.getDayOfMonth()),
      Integer.toString(last.getYear()),
      Integer.toString(last.getMonthValue()),
      Integer.toString(last.getDayOfMonth()),
      first.getMonth().getDisplayName(TextStyle.FULL, words.language().locale()),
      last.getMonth().getDisplayName(TextStyle.FULL, words.language().locale())
    };
  }
}
