package kizuna.producers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import kizuna.codes.MunicipalityKind;
import kizuna.codes.TaskType;
import kizuna.producers.cli.StandIn.Said;
import kizuna.seeds.ReferenceData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What people type is understood, or they are told what was expected. */
class ArgumentsTest {

  private static final String NOWHERE = "http://127.0.0.1:1";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "131041",
        "新宿区",
        "新宿",
        "しんじゅくく",
        "しんじゅく",
        "shinjuku",
        "Shinjuku",
        "SHINJUKU-KU",
        " 新宿区 "
      })
  void aWardIsFoundByWhatPeopleCallIt(String name) {
    assertThat(Places.code(name, "--lender")).isEqualTo("131041");
  }

  @Test
  void everyWardIsFoundByItsNameAndInLatinLetters() {
    assertThat(ReferenceData.municipalities())
        .filteredOn(m -> m.getKind() == MunicipalityKind.SPECIAL_WARD)
        .hasSize(23)
        .allSatisfy(
            ward -> {
              assertThat(Places.lender(ward.getName(), "--lender")).isEqualTo(ward.getCode());
              assertThat(Places.lender(ward.getRomaji().toLowerCase(Locale.ROOT), "--lender"))
                  .isEqualTo(ward.getCode());
              assertThat(Places.lender(ward.getKana(), "--lender")).isEqualTo(ward.getCode());
            });
  }

  @Test
  void aNameThatSeveralBearIsAskedBackWithThePrefectures() {
    assertThatThrownBy(() -> Places.code("泊村", "--receiver"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected one municipality for --receiver, but 泊村 may be ")
        .hasMessageContaining("北海道泊村")
        .hasMessageContaining("name it by its code");
  }

  @Test
  void aWrongCheckDigitIsSaidWithTheRightCode() {
    assertThatThrownBy(() -> Places.code("131042", "--receiver"))
        .hasMessageContaining("the check digit of 131042 is wrong (did you mean 131041?)");
  }

  @Test
  void codesAreReadInAnyCase() {
    assertThat(Codes.name(TaskType.class, "shelter-operation", "--task"))
        .isEqualTo("SHELTER_OPERATION");
    assertThatThrownBy(() -> Codes.name(TaskType.class, "UNKNOWN", "--task"))
        .hasMessageStartingWith("expected one of MANAGEMENT_SUPPORT, ")
        .hasMessageEndingWith(" for --task, but UNKNOWN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "offer --lender nowhere --task WATER_SUPPLY --people 1 --from 2024-01-01 --to 2024-01-02",
        "offer --lender kita --task DANCING --people 1 --from 2024-01-01 --to 2024-01-02",
        "offer --lender kita --task WATER_SUPPLY --people many --from 2024-01-01 --to 2024-01-02",
        "offer --lender kita --task WATER_SUPPLY --people 1 --from 1.1.2024 --to 2024-01-02",
        "offer --lender kita",
        "confirm",
        "confirm d --lender kita",
        "confirm d --as king",
        "confirm d --as ward:",
        "confirm d --at yesterday",
        "cancel",
        "cancel r --dispatch d",
        "amend r",
        "decline d",
        "ledger --state LOST",
        "ledger --csv --json",
        "ledger --limit 0",
        "ledger --from tomorrow",
        "summary --lang fr",
        "why"
      })
  void whatIsNotUnderstoodIsSaidBeforeAnythingIsSent(String line) {
    // Nobody listens there: an answer of 2, not of 3, means that nothing was sent.
    Said said =
        line.contains("--lang")
            ? bare(line + " --url " + NOWHERE)
            : StandIn.runAt(NOWHERE, line.split(" ", -1));

    assertThat(said.exitCode()).as(said.err()).isEqualTo(2);
    assertThat(said.err()).isNotBlank();
    assertThat(said.out()).isEmpty();
  }

  @Test
  void anAddressThatIsNoneIsSaid() {
    assertThat(StandIn.runAt("localhost:8080", "status").err())
        .contains("expected an address like http://localhost:8080 for --url, but localhost:8080");
  }

  @Test
  void everyCommandTeachesByExampleAndSaysItsExitCodes() {
    CommandLine root = new CommandLine(new Named());
    Commands.all().forEach(root::addSubcommand);

    assertThat(root.getSubcommands()).hasSize(24);
    assertThat(root.getSubcommands())
        .allSatisfy(
            (name, command) ->
                assertThat(command.getUsageMessage(CommandLine.Help.Ansi.OFF))
                    .contains("kizuna-test " + name)
                    .contains("\n  kizuna-test " + name)
                    .contains("Exit codes:")
                    .doesNotContain("UNKNOWN")
                    .doesNotContain("${"));
  }

  @CommandLine.Command(name = "kizuna-test")
  private static final class Named {}

  private static Said bare(String line) {
    CommandLine root = new CommandLine(new Named());
    Commands.all().forEach(root::addSubcommand);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    root.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int exitCode = root.execute(line.split(" ", -1));
    return new Said(exitCode, out.toString(), err.toString());
  }
}
