package kizuna.streams.explain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.decisions.Days;
import kizuna.decisions.Office;
import kizuna.decisions.State;
import kizuna.schemas.JapanTime;
import org.jspecify.annotations.Nullable;

/** Formats days, codes, names and states in one language. */
record Localization(MessageCatalog words, PlaceNames names) {

  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");

  /** A day. */
  String day(LocalDate day) {
    return words.sentence("why.day", parts(day, day));
  }

  /** Days from the first to the last, without repeated parts. */
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

  /** Days, also without an end; "none" if null. */
  String days(@Nullable Days days) {
    if (days == null) {
      return none();
    }
    return days.getLast() == null
        ? words.sentence("why.interval.open", day(days.getFirst()))
        : days(days.getFirst(), days.getLast());
  }

  /** A time to the minute, in Japan. */
  String minute(Instant time) {
    ZonedDateTime there = time.atZone(JapanTime.ZONE);
    return day(there.toLocalDate()) + " " + MINUTE.format(there);
  }

  String none() {
    return words.text("why.none");
  }

  /** The label of a code; "none" if null. */
  String label(@Nullable Enum<?> code) {
    return code == null ? none() : words.label(code);
  }

  /** The labels of codes in their order; "none" if empty. */
  String labels(List<? extends Enum<?>> codes) {
    return list(codes.stream().map(words::label));
  }

  /** A list; "none" if empty. */
  String list(Stream<String> all) {
    String said = all.collect(Collectors.joining(words.text("why.histogram.separator")));
    return said.isEmpty() ? none() : said;
  }

  /** Joins sentences; empty ones are left out. */
  String sentences(Stream<String> sentences) {
    return sentences
        .filter(sentence -> !sentence.isEmpty())
        .collect(Collectors.joining(words.text("why.sentence.separator")));
  }

  /** A list of ids. */
  String ids(List<String> ids) {
    return String.join(words.text("why.histogram.separator"), ids);
  }

  /** A municipality by name and code. */
  String named(String code) {
    String name = names.municipality(code);
    return name.equals(code) ? code : words.sentence("why.named", name, code);
  }

  /** An id with a description in brackets. */
  String with(String id, String what) {
    return words.sentence("why.named", id, what);
  }

  String state(@Nullable State state) {
    return state == null
        ? none()
        : Stream.<Optional<? extends Enum<?>>>of(
                Optional.ofNullable(state.getRequest()),
                Optional.ofNullable(state.getOffer()),
                Optional.ofNullable(state.getDispatch()),
                Optional.ofNullable(state.getAgreement()))
            .flatMap(Optional::stream)
            .map(words::label)
            .findFirst()
            .orElse(none());
  }

  /** A role and its body; for Kizuna itself the role alone. */
  String office(@Nullable Office office) {
    if (office == null) {
      return none();
    }
    String role = words.label(office.getRole());
    return office.getRole() == kizuna.codes.Role.SYSTEM
        ? role
        : role + " " + named(office.getBody());
  }

  /** Year, month and day of both as numbers, then the names of both months. */
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
