package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kizuna.codes.FactKind;
import kizuna.producers.cli.Commands;
import kizuna.schemas.form.FactDescriptor;
import kizuna.schemas.form.FactKinds;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Each kind of fact can be reported wherever its row in {@link FactKinds} says: a kind that is
 * forgotten fails here with the place where it is missing. {@code schemas} and {@code streams} have
 * a test of the same name.
 */
class EveryFactKindTest {

  private static final Set<String> COMMANDS = commands();

  private static Set<String> commands() {
    Set<String> names = new TreeSet<>();
    Commands.all().forEach(command -> names.add(new CommandLine(command).getCommandName()));
    return names;
  }

  @TestFactory
  List<DynamicTest> canBeReported() {
    return Arrays.stream(FactKind.values())
        .filter(kind -> kind != FactKind.UNKNOWN)
        .map(kind -> DynamicTest.dynamicTest(kind.name(), () -> assertReportable(kind)))
        .toList();
  }

  private static void assertReportable(FactKind kind) throws Exception {
    FactDescriptor<?> row = FactKinds.of(kind);
    assertThat(ReportRoute.ALL.stream().anyMatch(route -> route.kind() == kind))
        .as("expected a route for %s in ReportRoute exactly if its row has one", kind)
        .isEqualTo(row.route().isPresent());
    assertThat(COMMANDS)
        .as("expected a command for %s in Commands (FactCommands or a class of its own)", kind)
        .containsAll(row.commands());
    assertThat(FactAssembler.reportable().contains(kind))
        .as("expected %s to be taken at /api/facts exactly if people report it", kind)
        .isEqualTo(row.reportable());
    if (row.route().isPresent()) {
      assertThat(examples().has(row.name()))
          .as("expected an example of %s in examples.json of the API description", kind)
          .isTrue();
    }
  }

  private static JsonNode examples() throws Exception {
    try (InputStream in = ApiDescription.class.getResourceAsStream("examples.json")) {
      return new JsonMapper().readTree(in);
    }
  }

  /** The commands that report nothing: they read, sign in, or send what others reported. */
  @Test
  void everyOtherCommandReportsNothing() {
    Set<String> others = new HashSet<>(COMMANDS);
    FactKinds.all().forEach(row -> others.removeAll(row.commands()));

    assertThat(others)
        .as("expected each command that reports a fact in the row of its kind in FactKinds")
        .containsExactlyInAnyOrder(
            "sign-in",
            "duty-desks",
            "lessons",
            "partners",
            "ledger",
            "why",
            "requests",
            "offers",
            "meters",
            "lenders",
            "notices",
            "summary",
            "import");
  }
}
