package kizuna.producers.cli;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kizuna.schemas.text.TextReader;
import tools.jackson.databind.node.ArrayNode;

/**
 * Persons by day as people type them: {@code 2026-12-01..2026-12-03:10,2026-12-04:4}, days and
 * persons, in the order of the days.
 */
record DailyNeeds(List<Days> days) {

  /**
   * So many persons on each day from one to another.
   *
   * @param first first day (JST)
   * @param last last day, included
   */
  record Days(LocalDate first, LocalDate last, int people) {}

  private static final Pattern DAYS = Pattern.compile("([^:.]+)(?:\\.\\.([^:.]+))?:(\\d{1,4})");

  /**
   * @throws InvalidArgument if it is not understood
   */
  static DailyNeeds of(String given, String option) {
    List<Days> days = new ArrayList<>();
    for (String part : TextReader.narrow(given).replace('、', ',').split(",", -1)) {
      days.add(days(part.strip(), option));
    }
    return new DailyNeeds(List.copyOf(days));
  }

  private static Days days(String part, String option) {
    Matcher matcher = DAYS.matcher(part);
    if (matcher.matches()) {
      Optional<LocalDate> first = Arguments.readDay(matcher.group(1));
      Optional<LocalDate> last =
          matcher.group(2) == null ? first : Arguments.readDay(matcher.group(2));
      if (first.isPresent() && last.isPresent()) {
        return new Days(first.get(), last.get(), Integer.parseInt(matcher.group(3)));
      }
    }
    throw new InvalidArgument(
        CliMessages.of("needs", option, part.isEmpty() ? CliMessages.of("empty") : part));
  }

  /** The first day that is named. */
  LocalDate first() {
    return days.get(0).first();
  }

  /** The last day that is named. */
  LocalDate last() {
    return days.get(days.size() - 1).last();
  }

  /** The most persons of any day. */
  int most() {
    return days.stream().mapToInt(Days::people).max().orElse(0);
  }

  /** As the contract writes them. */
  void into(ArrayNode needs) {
    days.forEach(
        d ->
            needs
                .addObject()
                .put("firstDay", d.first().toString())
                .put("lastDay", d.last().toString())
                .put("headCount", d.people()));
  }
}
