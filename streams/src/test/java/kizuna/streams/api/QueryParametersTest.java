package kizuna.streams.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kizuna.codes.DispatchState;
import kizuna.edge.ApiException;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormRule;
import kizuna.streams.api.edge.Localizations;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.query.LedgerOrder;
import org.junit.jupiter.api.Test;

/** What callers write into a URL is read, or refused with all that is wrong at once. */
class QueryParametersTest {

  private static final Localizations LOCALIZATIONS = new Localizations();

  private static QueryParameters asked(String... parameters) {
    Map<String, List<String>> given = new TreeMap<>();
    given.put("lang", List.of("en"));
    for (String parameter : parameters) {
      int at = parameter.indexOf('=');
      given.merge(
          parameter.substring(0, at),
          List.of(parameter.substring(at + 1)),
          (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream()).toList());
    }
    return new QueryParameters(AskedRequest.of(given), LOCALIZATIONS);
  }

  private static ApiException refused(QueryParameters query) {
    ApiException refused = catchThrowableOfType(ApiException.class, query::check);
    assertThat(refused).as("it was taken").isNotNull();
    return refused;
  }

  private static void refusedFor(QueryParameters query, String path, FormRule rule) {
    assertThat(refused(query).errors())
        .extracting(FormError::path, FormError::rule)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(path, rule));
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    QueryParameters query = asked("limit=many", "stat=OPEN", "from=tomorrow");
    query.limit();
    query.date("from");

    assertThat(refused(query).errors())
        .extracting(FormError::path)
        .containsExactly("stat", "limit", "from");
  }

  @Test
  void aMisspeltNameIsRefusedAndTheKnownOnesAreNamed() {
    FormError error = refused(asked("limt=5")).errors().get(0);

    assertThat(error.rule()).isEqualTo(FormRule.UNKNOWN_FIELD);
    assertThat(error.expected()).contains("limit").contains("drill").contains("lang");
  }

  @Test
  void theSameTwiceIsRefused() {
    QueryParameters query = asked("q=a", "q=b");

    assertThat(query.text("q")).isEmpty();
    refusedFor(query, "q", FormRule.TWICE);
  }

  @Test
  void aPageHasAHundredRowsAndNeverMoreThanAThousand() {
    assertThat(asked().limit()).isEqualTo(100);
    assertThat(asked("limit=1000").limit()).isEqualTo(1_000);
    for (String wrong : List.of("0", "1001")) {
      QueryParameters query = asked("limit=" + wrong);
      query.limit();
      refusedFor(query, "limit", FormRule.RANGE);
    }
    QueryParameters query = asked("limit=99999999999999999999");
    query.limit();
    assertThat(refused(query).errors()).hasSize(1);
  }

  @Test
  void fullWidthDigitsAreDigits() {
    QueryParameters query = asked("limit=２０", "from=２０２４-０１-０２");

    assertThat(query.limit()).isEqualTo(20);
    assertThat(query.date("from")).isEqualTo(LocalDate.of(2024, 1, 2));
    query.check();
  }

  /** In a URL a plus is a space. */
  @Test
  void thePlusOfATimeMayHaveBecomeASpace() {
    QueryParameters query = asked("at=2024-01-05T12:00:00 09:00");

    assertThat(query.time("at")).isEqualTo(Instant.parse("2024-01-05T03:00:00Z"));
    query.check();
    QueryParameters local = asked("at=2024-01-05T12:00:00");
    local.time("at");
    refusedFor(local, "at", FormRule.NOT_A_TIME);
  }

  @Test
  void codesAreReadByNameSeveralWithCommasAndUnknownIsNotOffered() {
    QueryParameters query = asked("state=CONFIRMED,ON_SITE");
    assertThat(query.codes("state", DispatchState.class))
        .containsExactlyInAnyOrder(DispatchState.CONFIRMED, DispatchState.ON_SITE);
    query.check();

    QueryParameters wrong = asked("state=CONFIRMED,");
    wrong.codes("state", DispatchState.class);
    assertThat(refused(wrong).errors().get(0).expected()).doesNotContain("UNKNOWN");
  }

  @Test
  void aFlagIsTrueOrFalse() {
    assertThat(asked().flag("counts")).isFalse();
    assertThat(asked("counts=false").flag("counts")).isFalse();
    assertThat(asked("counts=true").flag("counts")).isTrue();
    QueryParameters query = asked("counts=yes");
    query.flag("counts");
    refusedFor(query, "counts", FormRule.NOT_OF_LIST);
  }

  /** Whoever asks for a drill and names none must not be shown what is real. */
  @Test
  void anEmptyDrillIsRefusedAndNoneIsLive() {
    assertThat(asked().namespace()).isEqualTo(Namespace.LIVE);
    assertThat(asked("drill=noto-1").namespace()).isEqualTo(Namespace.drill("noto-1"));
    QueryParameters empty = asked("drill=");
    empty.namespace();
    refusedFor(empty, "drill", FormRule.REQUIRED);
    QueryParameters wrong = asked("drill=../live");
    wrong.namespace();
    refusedFor(wrong, "drill", FormRule.ID);
  }

  @Test
  void aCursorBelongsToTheOrderThatItIsOf() {
    PageCursor place = new PageCursor(7, "tokyo23/req-1");
    for (String name : LedgerOrder.names()) {
      LedgerOrder order = LedgerOrder.of(name).orElseThrow();
      QueryParameters query = asked("after=" + QueryParameters.cursor(order, place));
      assertThat(query.after(order)).as(name).isEqualTo(place);
      query.check();
    }
    LedgerOrder lender = LedgerOrder.of("lender").orElseThrow();
    QueryParameters other = asked("after=" + place.cursor());
    assertThat(other.after(lender)).isNull();
    refusedFor(other, "after", FormRule.NOT_A_CURSOR);
  }

  @Test
  void whatIsShownOfAValueIsShort() {
    QueryParameters query = asked("limit=" + "x".repeat(5_000));
    query.limit();

    assertThat(refused(query).errors().get(0).actual()).hasSizeLessThan(70);
  }

  @Test
  void aLanguageThatIsNotOursIsRefused() {
    QueryParameters query =
        new QueryParameters(AskedRequest.of(Map.of("lang", List.of("fr"))), LOCALIZATIONS);

    refusedFor(query, "lang", FormRule.NOT_OF_LIST);
  }
}
