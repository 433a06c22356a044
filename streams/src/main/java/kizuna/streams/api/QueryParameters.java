package kizuna.streams.api;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kizuna.edge.ApiException;
import kizuna.edge.ReadRoute;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.text.TextReader;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.query.LedgerOrder;
import kizuna.streams.ledger.query.WorkPeriod;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The parameters of a read's URL. Collects all errors and reports them in one answer. An unknown
 * parameter is an error: a misspelt filter would silently show too much. Reading a parameter after
 * {@link #check} loses its errors.
 */
public final class QueryParameters {

  /** Most rows of one answer. */
  public static final int LONGEST_PAGE = 1_000;

  private static final int USUAL_LIMIT = 100;
  private static final int LONGEST_SHOWN = 60;
  private static final String DRILL = "drill";
  private static final String CURSOR_OF = ".";

  private final HttpServletRequest request;
  private final MessageCatalog words;
  private final ReadRoute route;
  private final List<FormError> errors = new ArrayList<>();
  private final List<String> sentences = new ArrayList<>();

  /** Texts that were read, so that the same error is reported once. */
  private final Map<String, Optional<String>> texts = new HashMap<>();

  /** Parameters of the {@link ReadRoute} that the request was mapped to. */
  public QueryParameters(HttpServletRequest request, Localizations localizations) {
    this.request = request;
    this.words = localizations.forCaller(request);
    this.route =
        ReadRoute.of(
            String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)));
    Set<String> known = new TreeSet<>(route.parameters());
    known.addAll(ReadRoute.EVERYWHERE);
    for (String name : new TreeSet<>(request.getParameterMap().keySet())) {
      if (!known.contains(name)) {
        String all = String.join(", ", known);
        errors.add(
            FormError.of(
                shown(name),
                FormRule.UNKNOWN_FIELD,
                words.sentence("expected.oneOf", all),
                shown(name)));
        sentences.add(words.sentence("error.parameter.unknown", shown(name), all));
      }
    }
    text(Localizations.PARAMETER)
        .filter(tag -> Arrays.stream(Language.values()).noneMatch(l -> l.tag().equals(tag)))
        .ifPresent(
            tag ->
                wrong(
                    Localizations.PARAMETER,
                    FormRule.NOT_OF_LIST,
                    words.sentence("expected.oneOf", "ja, en"),
                    tag));
  }

  public HttpServletRequest request() {
    return request;
  }

  public Language language() {
    return words.language();
  }

  public MessageCatalog words() {
    return words;
  }

  /** Whether this read takes a parameter. */
  public boolean takes(String name) {
    return route.takes(name);
  }

  /**
   * The text of a parameter; empty where it is absent, blank or wrong.
   *
   * @throws IllegalArgumentException if {@link ReadRoute} does not list the parameter
   */
  public Optional<String> text(String name) {
    if (!route.takes(name)) {
      throw new IllegalArgumentException(
          "expected a parameter of " + route.path() + " in the list of reads, but " + name);
    }
    return texts.computeIfAbsent(name, this::read);
  }

  private Optional<String> read(String name) {
    String[] values = request.getParameterValues(name);
    if (values == null) {
      return Optional.empty();
    }
    if (values.length > 1) {
      errors.add(
          new FormError(name, FormRule.TWICE, List.of(name), "1", Integer.toString(values.length)));
      sentences.add(words.sentence("error.parameter.once", name, values.length));
      return Optional.empty();
    }
    OptionalInt broken = TextReader.broken(values[0]);
    if (broken.isPresent()) {
      String character = TextReader.named(broken.getAsInt());
      wrong(name, FormRule.TEXT_BROKEN, words.text("expected.text"), character, character);
      return Optional.empty();
    }
    String text = TextReader.narrow(values[0]);
    return text.isBlank() ? Optional.empty() : Optional.of(text);
  }

  public @Nullable String textOrNull(String name) {
    return text(name).orElse(null);
  }

  /** Distinct texts separated by commas, up to a limit. */
  public List<String> list(String name, int most) {
    List<String> all =
        text(name).stream()
            .flatMap(t -> Arrays.stream(t.split(",", -1)))
            .map(String::strip)
            .filter(t -> !t.isEmpty())
            .distinct()
            .toList();
    if (all.size() > most) {
      String came = Integer.toString(all.size());
      String expected = words.sentence("expected.entries", most);
      wrong(name, FormRule.ENTRIES, expected, came, "0", Integer.toString(most), came);
    }
    return all;
  }

  /** A required text. */
  public String needed(String name) {
    Optional<String> text = text(name).filter(t -> !t.isBlank());
    if (text.isEmpty()) {
      wrong(name, FormRule.REQUIRED, words.text("expected.something"), "");
    }
    return text.orElse("");
  }

  public int number(String name, int least, int most, int otherwise) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    OptionalInt number = TextReader.number(text.get());
    if (number.isPresent() && number.getAsInt() >= least && number.getAsInt() <= most) {
      return number.getAsInt();
    }
    String expected = words.sentence("expected.number", least, most);
    if (number.isEmpty()) {
      wrong(name, FormRule.NOT_A_NUMBER, expected, text.get());
    } else {
      wrong(
          name,
          FormRule.RANGE,
          expected,
          text.get(),
          Integer.toString(least),
          Integer.toString(most),
          shown(text.get()));
    }
    return otherwise;
  }

  public @Nullable LocalDate date(String name) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return null;
    }
    Optional<LocalDate> day = TextReader.day(text.get());
    if (day.isEmpty()) {
      wrong(name, FormRule.NOT_A_DAY, words.sentence("expected.date"), text.get());
    }
    return day.orElse(null);
  }

  /** A time with its offset; a space in place of the plus is accepted. */
  public @Nullable Instant time(String name) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return null;
    }
    Optional<OffsetDateTime> time = TextReader.time(text.get().replace(' ', '+'));
    if (time.isEmpty()) {
      wrong(name, FormRule.NOT_A_TIME, words.sentence("expected.time"), text.get());
    }
    return time.map(OffsetDateTime::toInstant).orElse(null);
  }

  /** The requested order of the ledger's lines. */
  public LedgerOrder order(String name) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return LedgerOrder.NEWEST_PROPOSED;
    }
    Optional<LedgerOrder> order = LedgerOrder.of(text.get());
    if (order.isEmpty()) {
      wrong(
          name,
          FormRule.NOT_OF_LIST,
          words.sentence("expected.order", String.join(", ", LedgerOrder.names())),
          text.get());
    }
    return order.orElse(LedgerOrder.NEWEST_PROPOSED);
  }

  /** The length of a period that begins today; null: none. */
  public WorkPeriod.@Nullable Length during(String name) {
    Optional<String> text = text(name);
    Optional<WorkPeriod.Length> length = text.flatMap(WorkPeriod.Length::of);
    if (text.isPresent() && length.isEmpty()) {
      wrong(
          name,
          FormRule.NOT_OF_LIST,
          words.sentence("expected.oneOf", String.join(", ", WorkPeriod.Length.names())),
          text.get());
    }
    return length.orElse(null);
  }

  /** The cursor after which the page starts. A cursor is valid for one order only. */
  public @Nullable PageCursor after(LedgerOrder order) {
    Optional<String> cursor = text("after");
    if (cursor.isEmpty() || order.equals(LedgerOrder.NEWEST_PROPOSED)) {
      return after();
    }
    String mark = order.name() + CURSOR_OF;
    Optional<PageCursor> place =
        cursor.get().startsWith(mark)
            ? PageCursor.of(cursor.get().substring(mark.length()))
            : Optional.empty();
    if (place.isEmpty()) {
      wrong("after", FormRule.NOT_A_CURSOR, words.sentence("expected.cursor"), cursor.get());
    }
    return place.orElse(null);
  }

  /** Encodes a cursor with its order for a URL. */
  public static String cursor(LedgerOrder order, PageCursor place) {
    return order.equals(LedgerOrder.NEWEST_PROPOSED)
        ? place.cursor()
        : order.name() + CURSOR_OF + place.cursor();
  }

  /**
   * A required value.
   *
   * @throws ApiException if it is missing
   */
  public <V> V needed(String name, @Nullable V value) {
    if (value == null && errors.isEmpty()) {
      wrong(name, FormRule.REQUIRED, words.sentence("expected.time"), "");
    }
    check();
    return Objects.requireNonNull(value);
  }

  public boolean flag(String name) {
    Optional<String> text = text(name);
    if (text.isEmpty() || text.get().equals("false")) {
      return false;
    }
    if (!text.get().equals("true")) {
      wrong(name, FormRule.NOT_OF_LIST, words.sentence("expected.flag"), text.get());
    }
    return true;
  }

  /** Codes by name, several separated by commas. */
  public <E extends Enum<E>> Set<E> codes(String name, Class<E> type) {
    Set<E> codes = EnumSet.noneOf(type);
    for (String code : text(name).map(t -> t.split(",", -1)).orElse(new String[0])) {
      Optional<E> known =
          Arrays.stream(type.getEnumConstants()).filter(c -> c.name().equals(code)).findFirst();
      if (known.isPresent()) {
        codes.add(known.get());
      } else {
        wrong(
            name,
            FormRule.NOT_OF_LIST,
            words.sentence(
                "expected.oneOf",
                Arrays.stream(type.getEnumConstants())
                    .map(Enum::name)
                    .filter(n -> !n.equals("UNKNOWN"))
                    .collect(Collectors.joining(", "))),
            code);
      }
    }
    return codes;
  }

  /** Most rows of a page: {@value #USUAL_LIMIT} by default. */
  public int limit() {
    return number("limit", 1, LONGEST_PAGE, USUAL_LIMIT);
  }

  /** The place after which the page starts. */
  public @Nullable PageCursor after() {
    Optional<String> cursor = text("after");
    if (cursor.isEmpty()) {
      return null;
    }
    Optional<PageCursor> place = PageCursor.of(cursor.get());
    if (place.isEmpty()) {
      wrong("after", FormRule.NOT_A_CURSOR, words.sentence("expected.cursor"), cursor.get());
    }
    return place.orElse(null);
  }

  /** The namespace: a drill's if one is given, else the live one. */
  public Namespace namespace() {
    Optional<String> drill = text(DRILL);
    if (drill.isEmpty()) {
      String[] given = request.getParameterValues(DRILL);
      if (given != null && given.length == 1) {
        // A caller that requests a drill without its id must not see real data.
        wrong(DRILL, FormRule.REQUIRED, words.sentence("expected.drill"), "");
      }
      return Namespace.LIVE;
    }
    try {
      return Namespace.drill(drill.get());
    } catch (IllegalArgumentException e) {
      wrong(DRILL, FormRule.ID, words.sentence("expected.drill"), drill.get(), shown(drill.get()));
      return Namespace.LIVE;
    }
  }

  public void period(@Nullable LocalDate from, @Nullable LocalDate to) {
    if (from != null && to != null && from.isAfter(to)) {
      wrong(
          "from",
          FormRule.DAY_UNTIL,
          words.sentence("expected.from.to", to.toString()),
          from.toString(),
          to.toString(),
          from.toString());
    }
  }

  /**
   * Checks that all parameters are valid.
   *
   * @throws ApiException with all errors
   */
  public void check() {
    if (!errors.isEmpty()) {
      throw ApiException.badQuery(String.join(" ", sentences), errors);
    }
  }

  /**
   * @param arguments of the rule's sentence
   */
  private void wrong(
      String name, FormRule rule, String expected, String actual, String... arguments) {
    String found = actual.isEmpty() ? words.text("expected.nothing") : shown(actual);
    errors.add(new FormError(name, rule, List.of(arguments), expected, found));
    sentences.add(words.sentence("error.parameter", name, expected, found));
  }

  private static String shown(String text) {
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }
}
