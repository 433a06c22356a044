package kizuna.schemas.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kizuna.codes.FactKind;
import kizuna.facts.Fact;
import kizuna.schemas.form.FactDescriptor.Owner;
import kizuna.schemas.form.FactDescriptor.Row;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each kind of fact is known wherever the contract must know it. A kind that is forgotten fails
 * here with the place where it is missing; {@code streams} and {@code producers} have a test of the
 * same name for their places.
 */
class EveryFactKindTest {

  private static final Set<String> NOT_A_BODY =
      Set.of(
          "eventId",
          "networkId",
          "occurredAt",
          "recordedAt",
          "reporter",
          "mode",
          "kind",
          "account");

  private static List<FactKind> kinds() {
    return Arrays.stream(FactKind.values()).filter(kind -> kind != FactKind.UNKNOWN).toList();
  }

  @TestFactory
  List<DynamicTest> isKnown() {
    return kinds().stream()
        .map(kind -> DynamicTest.dynamicTest(kind.name(), () -> assertKnown(kind)))
        .toList();
  }

  private static void assertKnown(FactKind kind) {
    assertThat(FactKinds.has(kind))
        .as("expected a row for %s in FactKinds (its form, offices and route), but none", kind)
        .isTrue();
    FactDescriptor<?> row = FactKinds.of(kind);
    assertThat(row.name().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(java.util.Locale.ROOT))
        .as("expected the body of %s to have its name, but %s", kind, row.name())
        .isEqualTo(kind.name());
    assertThat(row.offices())
        .as("expected somebody who may report %s in its row in FactKinds, but nobody", kind)
        .isNotEmpty();
    Assertions.assertThatCode(() -> FactForm.body(kind, ValidBodies.of(kind)))
        .as("expected a body of %s that is right in form in ValidBodies", kind)
        .doesNotThrowAnyException();
    row.route()
        .filter(FactDescriptor.Route::hasId)
        .ifPresent(
            route ->
                assertThat(row.idField())
                    .as("expected the field that {id} of %s fills for %s", route.path(), kind)
                    .isPresent());
    assertThat(row.route().isPresent())
        .as("expected commands for %s exactly if it has a route of its own", kind)
        .isEqualTo(!row.commands().isEmpty());
    assertThat(
            row.usualOffice() == kizuna.codes.Role.COORDINATOR
                || row.subject().owner() != Owner.NETWORK)
        .as("expected a field that names who usually reports %s, but none", kind)
        .isTrue();
    row.amendedBy()
        .ifPresent(
            other ->
                assertThat(FactKinds.of(other).route())
                    .as("expected a route for %s, which amends %s", other, kind)
                    .isPresent());
  }

  @Test
  void everyBodyOfAFactIsOfAKind() {
    Set<String> fields = new HashSet<>();
    Fact.getClassSchema().getFields().forEach(field -> fields.add(field.name()));
    fields.removeAll(NOT_A_BODY);
    FactKinds.all().forEach(row -> fields.remove(row.field().name()));

    assertThat(fields)
        .as("expected a row in FactKinds for each field of Fact (facts.avdl)")
        .isEmpty();
  }

  @Test
  void noRouteAndNoCommandIsOfTwoKindsThatCouldBeMistaken() {
    List<String> routes = new ArrayList<>();
    FactKinds.all().forEach(row -> row.route().ifPresent(route -> routes.add(route.path())));

    assertThat(routes).doesNotHaveDuplicates();
  }

  @Test
  void aRowThatNamesAFieldThatIsNotThereSaysSo() {
    Row<kizuna.facts.AidRequestCancelled> row =
        new Row<>(FactKind.AID_REQUEST_CANCELLED, kizuna.facts.AidRequestCancelled.class)
            .form(RequestForm::cancelled)
            .id("request");

    Assertions.assertThatThrownBy(row::descriptor)
        .hasMessage(
            "expected a field of AidRequestCancelled for the id in the row of"
                + " AID_REQUEST_CANCELLED in FactKinds, but request");
  }
}
