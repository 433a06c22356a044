package kizuna.schemas.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import kizuna.codes.FactKind;
import kizuna.codes.OperationMode;
import kizuna.codes.Role;
import kizuna.facts.Reporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/** Who reports a fact that names no reporter: the same for every way in. */
class FactReaderTest {

  private static final Reporter COORDINATOR = new Reporter(Role.COORDINATOR, "tokyo23");

  private static Reporter reporter(FactKind kind, ObjectNode body) {
    try {
      return FactReader.read(
              kind,
              body,
              new FactReader.Defaults(
                  "tokyo23",
                  UUID.nameUUIDFromBytes(new byte[] {1}),
                  Instant.parse("2024-01-01T07:10:00Z"),
                  OperationMode.ACTUAL,
                  Optional.empty()))
          .fact()
          .getReporter();
    } catch (FormErrors e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "DISPATCH_CONFIRMED",
        "DISPATCH_DECLINED",
        "STAFF_DEPARTED",
        "EXTENSION_ANSWERED",
        "STAFF_RECALLED"
      })
  void theLenderReportsOnItsOwnDispatchWhereTheReportNamesTheLender(FactKind kind) {
    ObjectNode byPair = ValidBodies.of(kind);
    byPair.putObject("dispatch").put("requestId", "req-1").put("lender", "131041");

    assertThat(reporter(kind, byPair)).isEqualTo(new Reporter(Role.WARD, "131041"));
    ObjectNode byId = ValidBodies.of(kind);
    byId.putObject("dispatch").put("dispatchId", "req-1-1");
    assertThat(reporter(kind, byId)).as("by its id").isEqualTo(COORDINATOR);
  }

  @Test
  void theLenderOfADispatchDoesNotReportWhatTheReceiverOrEitherSideReports() {
    ObjectNode released = ValidBodies.of(FactKind.STAFF_RELEASED);
    released.putObject("dispatch").put("requestId", "req-1").put("lender", "131041");

    assertThat(reporter(FactKind.STAFF_RELEASED, released)).isEqualTo(COORDINATOR);
  }

  @Test
  void theBodyThatAReportNamesReportsIt() {
    assertThat(reporter(FactKind.AID_REQUESTED, ValidBodies.of(FactKind.AID_REQUESTED)))
        .extracting(Reporter::getRole)
        .isEqualTo(Role.DESK);
    assertThat(reporter(FactKind.STAFF_OFFERED, ValidBodies.of(FactKind.STAFF_OFFERED)))
        .extracting(Reporter::getRole)
        .isEqualTo(Role.WARD);
  }
}
