package kizuna.schemas.form;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.schemas.text.TextReader;
import org.jspecify.annotations.Nullable;

/**
 * Checks of single fields, for all kinds of facts. Each check returns whether the field is valid,
 * so that dependent checks can follow, and collects the errors.
 */
final class FieldChecks {

  static final int MAX_PERSONS = 1_000;
  static final int LONGEST_PERIOD_DAYS = 366;

  private static final String CODE = "a municipality code of six digits with its check digit";
  private static final int MAX_ENTRIES = 2_000;
  private static final int LONGEST_ID = 64;
  private static final int LONGEST_ACCOUNT = 255;
  // A request's id and a number.
  private static final int LONGEST_DISPATCH_ID = LONGEST_ID + 10;
  private static final int LONGEST_PHONE = 40;
  private static final Pattern PHONE =
      Pattern.compile("\\+?(?:[ ()-]*[0-9]){8,20}[ )]*(?:(?:内線|ext\\.?|x) ?[0-9]{1,6})?");
  private static final LocalDate EARLIEST = LocalDate.of(1990, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2100, 12, 31);
  private static final Instant EARLIEST_TIME = Instant.parse("1990-01-01T00:00:00Z");
  private static final Instant LATEST_TIME = Instant.parse("2101-01-01T00:00:00Z");

  private final List<FormError> errors;
  private final @Nullable Fact fact;

  /** Checks of a body without the rest of the fact; a person reports it. */
  FieldChecks(List<FormError> errors) {
    this(errors, null);
  }

  /**
   * @param errors receives the errors
   * @param fact the fact with the checked fields
   */
  FieldChecks(List<FormError> errors, @Nullable Fact fact) {
    this.errors = errors;
    this.fact = fact;
  }

  /** Whether Kizuna itself reports the fact. */
  boolean bySystem() {
    return fact != null && fact.getReporter().getRole() == Role.SYSTEM;
  }

  /** A network's id, if one is given, must be another's than that of the fact. */
  void anotherNetwork(String path, @Nullable String id) {
    if (fact != null && fact.getNetworkId().equals(id)) {
      wrong(path, FormRule.ANOTHER, "another network", "this network itself");
    }
  }

  /** Adds an error, with the arguments of its rule's sentence, and returns false. */
  boolean wrong(String path, FormRule rule, String expected, String actual, Object... arguments) {
    errors.add(FormError.of(path, rule, expected, actual, arguments));
    return false;
  }

  boolean id(String path, @Nullable String id) {
    return (id != null && isId(id, LONGEST_ID))
        || wrong(
            path,
            id == null ? FormRule.REQUIRED : FormRule.ID,
            "an id of letters, digits, dots, hyphens and underscores, at most 64",
            quoted(id),
            quoted(id));
  }

  boolean dispatchId(String path, @Nullable String id) {
    return (id != null && isId(id, LONGEST_DISPATCH_ID))
        || wrong(
            path,
            FormRule.ID,
            "the id of a dispatch like req-7k3q9xvm2hd4t-1",
            quoted(id),
            quoted(id));
  }

  void ids(String path, List<String> ids) {
    if (size(path, ids.size(), 0)) {
      for (int i = 0; i < ids.size(); i++) {
        id(path + "[" + i + "]", ids.get(i));
      }
    }
  }

  /** Letters and digits, from the second on also dots, hyphens and underscores. */
  private static boolean isId(String id, int longest) {
    if (id.isEmpty() || id.length() > longest) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && (i == 0 || (c != '.' && c != '-' && c != '_'))) {
        return false;
      }
    }
    return true;
  }

  /** An account's pseudonym from sign-in: visible ASCII, as RFC 7519 requires for a subject. */
  void account(String path, @Nullable String account) {
    if (account != null
        && (account.isEmpty()
            || account.length() > LONGEST_ACCOUNT
            || account.chars().anyMatch(c -> c < 0x21 || c > 0x7e))) {
      wrong(
          path,
          FormRule.ACCOUNT,
          "an account of 1 to " + LONGEST_ACCOUNT + " visible ASCII characters",
          "another",
          LONGEST_ACCOUNT);
    }
  }

  boolean code(String path, @Nullable String code) {
    if (code != null && MunicipalityCode.valid(code)) {
      return true;
    }
    Optional<String> meant = code == null ? Optional.empty() : MunicipalityCode.meantBy(code);
    return meant.isPresent()
        ? wrong(
            path,
            FormRule.CODE_MEANT,
            CODE + " (did you mean " + meant.get() + "?)",
            quoted(code),
            quoted(code),
            meant.get())
        : wrong(path, FormRule.CODE, CODE + " (131041 is Shinjuku)", quoted(code), quoted(code));
  }

  void codes(String path, List<String> codes, int least) {
    if (size(path, codes.size(), least)) {
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < codes.size(); i++) {
        code(path + "[" + i + "]", codes.get(i));
        if (!seen.add(codes.get(i))) {
          wrong(
              path + "[" + i + "]",
              FormRule.TWICE,
              "each code once",
              codes.get(i) + " again",
              codes.get(i));
        }
      }
    }
  }

  boolean size(String path, int size, int least) {
    return size(path, size, least, MAX_ENTRIES);
  }

  boolean size(String path, int size, int least, int most) {
    return (size >= least && size <= most)
        || wrong(
            path,
            FormRule.ENTRIES,
            least + " to " + most + " entries",
            Integer.toString(size),
            least,
            most,
            size);
  }

  void text(String path, @Nullable String text) {
    text(path, text, FactForm.LONGEST_TEXT);
  }

  void text(String path, @Nullable String text, int longest) {
    if (text == null || text.isBlank()) {
      wrong(path, FormRule.REQUIRED, "text", "blank");
    } else if (text.length() > longest && text.codePointCount(0, text.length()) > longest) {
      // Many letters of names are outside the first plane of Unicode: two chars, one character.
      int characters = text.codePointCount(0, text.length());
      wrong(
          path,
          FormRule.TEXT_TOO_LONG,
          "at most " + longest + " characters",
          Integer.toString(characters),
          longest,
          characters);
    } else {
      TextReader.refusedOnTheWire(text)
          .ifPresent(character -> errors.add(FormText.controls(path, character)));
    }
  }

  /** A telephone as people write it, with its extension; longest: 40 characters. */
  boolean phone(String path, @Nullable String phone) {
    if (phone == null || phone.isBlank()) {
      return wrong(path, FormRule.REQUIRED, "a telephone number", "blank");
    }
    return (phone.length() <= LONGEST_PHONE && PHONE.matcher(phone).matches())
        || wrong(
            path,
            FormRule.PHONE,
            "a telephone number of 8 to 20 digits like 0768-22-2211 or 03-3209-1111 ext. 2431",
            quoted(phone),
            quoted(phone));
  }

  void textOrNone(String path, String text) {
    if (!text.isEmpty()) {
      text(path, text);
    }
  }

  boolean range(String path, int value, int least, int most) {
    return (value >= least && value <= most)
        || wrong(
            path,
            FormRule.RANGE,
            least + " to " + most,
            Integer.toString(value),
            least,
            most,
            value);
  }

  void degrees(String path, double value, double most) {
    if (!(value >= -most && value <= most)) {
      wrong(
          path,
          FormRule.RANGE,
          "degrees from -" + most + " to " + most,
          Double.toString(value),
          -most,
          most,
          value);
    }
  }

  boolean date(String path, LocalDate day) {
    return (!day.isBefore(EARLIEST) && !day.isAfter(LATEST))
        || wrong(
            path,
            FormRule.DAY_RANGE,
            "a day from " + EARLIEST + " to " + LATEST,
            day.toString(),
            EARLIEST,
            LATEST,
            day);
  }

  void time(String path, Instant time) {
    if (time.isBefore(EARLIEST_TIME) || !time.isBefore(LATEST_TIME)) {
      wrong(
          path,
          FormRule.TIME_RANGE,
          "a time from " + EARLIEST + " to " + LATEST,
          time.toString(),
          EARLIEST,
          LATEST,
          time);
    }
  }

  boolean period(LocalDate first, LocalDate last) {
    boolean dates = date("firstDay", first);
    dates &= date("lastDay", last);
    if (last.isBefore(first) || last.isAfter(first.plusDays(LONGEST_PERIOD_DAYS))) {
      LocalDate latest = first.plusDays(LONGEST_PERIOD_DAYS);
      return wrong(
          "lastDay",
          FormRule.DAY_RANGE,
          "a day from " + first + " to " + latest,
          last.toString(),
          first,
          latest,
          last);
    }
    return dates;
  }

  boolean known(String path, Enum<?> code) {
    return !code.name().equals("UNKNOWN")
        || wrong(
            path, FormRule.NOT_OF_LIST, "a code of " + code.getClass().getSimpleName(), "UNKNOWN");
  }

  /** The given value, shortened for a message. */
  static String quoted(@Nullable String text) {
    if (text == null) {
      return "nothing";
    }
    return text.length() <= 80 ? "\"" + text + "\"" : "\"" + text.substring(0, 80) + "…\"";
  }
}
