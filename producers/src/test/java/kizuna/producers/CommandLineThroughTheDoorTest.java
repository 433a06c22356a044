package kizuna.producers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.drills.MeasuredObjective;
import kizuna.facts.Fact;
import kizuna.producers.cli.Commands;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the command line sends, the real door takes: every act of the catalogue has its command. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineThroughTheDoorTest {

  @Command(name = "infra/kizuna")
  private static final class Root {}

  private static final String AGREEMENT =
      """
      {"agreementId":"shinjuku-wajima","version":1,"title":"災害時相互応援協定","lenders":["131041"],
       "receivers":["172049"],"costBearer":"RECEIVER","validFrom":"2024-04-01","source":"協定書",
       "certainty":"SOURCED"}
      """;

  private final StringWriter err = new StringWriter();
  private OpenDoor door;

  @BeforeAll
  void open() {
    door = new OpenDoor();
    door.over("noto-2024-2", new MeasuredObjective("O1", 1, 0));
  }

  @AfterAll
  void shut() {
    door.close();
  }

  @BeforeEach
  void empty() {
    door.log.clear();
    err.getBuffer().setLength(0);
  }

  static Stream<Arguments> reports() {
    return Stream.of(
        report(
            FactKind.DISASTER_DECLARED,
            "DESK 172049",
            "declare noto-2024 --name 能登半島地震 --hazard EARTHQUAKE --struck 輪島市,すず"
                + " --struck-at 2024-01-01T16:10:00+09:00"),
        report(
            FactKind.AID_REQUESTED,
            "DESK 172049",
            "request --disaster noto-2024 --receiver wajima --task shelter_operation --people 10"
                + " --from 2024-01-04 --to 2024-01-11 --damage 断水 --place 輪島市役所 --route 陸路"
                + " --qualification architect --priority life-safety --documented --id wajima-1"),
        report(
            FactKind.AID_REQUEST_AMENDED,
            "DESK 172049",
            "amend r --people 3 --to 2024-01-20 --priority URGENT --as desk:wajima"),
        report(FactKind.AID_REQUEST_DOCUMENTED, "COORDINATOR tokyo23", "document r --number 12"),
        report(FactKind.AID_REQUEST_CANCELLED, "COORDINATOR tokyo23", "cancel r"),
        report(
            FactKind.DISPATCH_CANCELLED,
            "COORDINATOR tokyo23",
            "cancel --dispatch d-1 --reason TRAVEL_IMPOSSIBLE"),
        report(
            FactKind.STAFF_OFFERED,
            "WARD 131041",
            "offer --lender shinjuku --task SHELTER_OPERATION,RELIEF_GOODS --people 5"
                + " --from 2024-01-03 --to 2024-01-31 --disaster noto-2024"),
        report(
            FactKind.OFFER_WITHDRAWN,
            "WARD 131041",
            "withdraw o --reason OWN_DISASTER --as ward:新宿区"),
        report(
            FactKind.LESSON_RECORDED,
            "COORDINATOR tokyo23",
            "lesson 集合場所を要請時に書く --from noto-2024-1 --task SHELTER_OPERATION --owner wajima"
                + " --office 防災対策課 --due 2026-03-31"),
        report(
            FactKind.LESSON_CLOSED,
            "COORDINATOR tokyo23",
            "close-lesson les-1 --owner wajima --run noto-2024-2 --objective O1"),
        report(
            FactKind.CONTACT_TEST_SENT,
            "COORDINATOR tokyo23",
            "contact-test --from shinjuku --to wajima,suzu --within 60"),
        report(
            FactKind.CONTACT_TEST_ANSWERED,
            "COORDINATOR tokyo23",
            "answer-contact-test con-1 --by wajima"),
        report(FactKind.DISPATCH_CONFIRMED, "COORDINATOR tokyo23", "confirm d-1"),
        report(FactKind.DISPATCH_CONFIRMED, "WARD 131172", "confirm --request r --lender kita"),
        report(
            FactKind.DISPATCH_DECLINED,
            "WARD 131041",
            "decline --request r --lender 131041 --reason no-staff-left"),
        report(FactKind.STAFF_DEPARTED, "WARD 131041", "depart --request r --lender 新宿"),
        report(FactKind.STAFF_ARRIVED, "COORDINATOR tokyo23", "arrive d-1"),
        report(FactKind.HANDOVER_STARTED, "COORDINATOR tokyo23", "handover d-1"),
        report(
            FactKind.STAFF_RECALLED,
            "COORDINATOR osaka",
            "recall d-1 --last-day 2024-01-06 --reason OTHER --as coordinator --network osaka"),
        report(FactKind.STAFF_RELEASED, "COORDINATOR tokyo23", "release d-1 --last-day 2024-01-06"),
        report(FactKind.STAFF_RETURNED, "COORDINATOR tokyo23", "return d-1 --yes"),
        report(FactKind.REPORT_RETRACTED, "WARD 131041", "retract d-1 --act depart --as ward:新宿"),
        report(FactKind.DISASTER_ENDED, "COORDINATOR tokyo23", "end-disaster noto-2024 --yes"),
        report(FactKind.DISASTER_ENDED, "DESK 172049", "end-disaster noto-2024 --as desk:wajima"),
        report(FactKind.DISASTER_REOPENED, "COORDINATOR tokyo23", "reopen-disaster noto-2024"),
        report(
            FactKind.DISASTER_CORRECTED,
            "COORDINATOR tokyo23",
            "correct-disaster noto-2024 --hazard TSUNAMI --also-struck suzu --not-struck 新宿"),
        report(FactKind.LENDER_JOINED, "COORDINATOR tokyo23", "join-network 武蔵野市"),
        report(FactKind.LENDER_LEFT, "COORDINATOR tokyo23", "leave-network 新宿"),
        report(
            FactKind.NETWORK_TERMS_CHANGED,
            "COORDINATOR tokyo23",
            "network-terms --hold 60 --next-tier none --tier BLOCK"),
        report(FactKind.AID_REQUEST_AMENDED, "COORDINATOR tokyo23", "amend r --disaster noto-2024"),
        report(FactKind.DISASTERS_JOINED, "COORDINATOR tokyo23", "join noto-b --into noto-2024"),
        report(
            FactKind.DUTY_DESK_PUBLISHED,
            "COORDINATOR tokyo23",
            "duty-desk --of wajima --office 防災対策課 --phone ０７６８-２２-２２１１ --remark 夜間は代表から"),
        report(
            FactKind.DUTY_DESK_PUBLISHED, "WARD 131041", "duty-desk --of 新宿 --none --as lender:新宿"),
        report(
            FactKind.CLOCK_SET,
            "COORDINATOR tokyo23",
            "clock --set 2024-01-05T09:00:00+09:00 --reason 誤り"),
        report(FactKind.AGREEMENT_SIGNED, "COORDINATOR tokyo23", "agree FILE"),
        report(
            FactKind.PLAN_CONFIRMED,
            "COORDINATOR tokyo23",
            "confirm-plan a --by wajima --valid-to 2025-03-31"),
        report(
            FactKind.AGREEMENT_ENDED,
            "COORDINATOR tokyo23",
            "end-agreement a --last-day 2025-03-31"),
        report(
            FactKind.AID_REQUESTED,
            "DESK 172049",
            "request --disaster noto-2024 --receiver wajima --task shelter_operation"
                + " --needs 2024-01-04..2024-01-06:10,2024-01-08:4 --overlap 2 --damage 断水"
                + " --place 輪島市役所 --route 陸路"),
        report(
            FactKind.AID_REQUEST_AMENDED,
            "COORDINATOR tokyo23",
            "amend r --needs 2024-01-04:3,2024-01-05..2024-01-20:1"),
        report(FactKind.AID_REQUEST_MERGED, "COORDINATOR tokyo23", "merge r-2 --into r-1"),
        report(
            FactKind.STAFF_OFFERED,
            "WARD 131041",
            "offer --lender shinjuku --task LIAISON --people 2 --from 2024-01-03 --to 2024-01-31"
                + " --answers req-1"),
        report(
            FactKind.OFFER_REJECTED,
            "DESK 172049",
            "reject o --reason reception-not-ready --as desk:wajima"),
        report(
            FactKind.LENDER_LIMITS_SET,
            "WARD 131041",
            "limits --lender 新宿 --limit 40,public-health:6 --rest 7"),
        report(FactKind.LENDER_LIMITS_SET, "WARD 131172", "limits --lender kita --unlimited"),
        report(
            FactKind.COUNTERPART_APPOINTED,
            "COORDINATOR tokyo23",
            "appoint --disaster noto-2024 --receiver wajima --lender shinjuku"),
        report(
            FactKind.COUNTERPART_RELIEVED,
            "COORDINATOR tokyo23",
            "relieve --disaster noto-2024 --receiver wajima --lender shinjuku"
                + " --hands-over-to kita"),
        report(
            FactKind.OVERRIDE_MADE,
            "COORDINATOR tokyo23",
            "pin r --lender shinjuku --why 先遣隊がいるため"),
        report(
            FactKind.OVERRIDE_MADE,
            "COORDINATOR osaka",
            "forbid r --lender 131041 --why 備え --network osaka"),
        report(
            FactKind.OVERRIDE_MADE,
            "COORDINATOR tokyo23",
            "reprioritise r --priority life-safety --why 孤立"),
        report(
            FactKind.OVERRIDE_MADE,
            "COORDINATOR tokyo23",
            "waive r --lender kita --rule offer-has-qualifications --why 指導者がいる --id o-1"),
        report(FactKind.OVERRIDE_REVOKED, "COORDINATOR tokyo23", "revoke o-1 --why 足りた"),
        report(
            FactKind.AGREEMENT_SIGNED,
            "COORDINATOR tokyo23",
            "agree FILE --lender-association a-1,a-2 --travel-days 1 --recall-notice 3"),
        report(FactKind.AGREEMENT_SUSPENDED, "COORDINATOR tokyo23", "suspend a --why 大雨"),
        report(FactKind.AGREEMENT_RESUMED, "COORDINATOR tokyo23", "resume a"),
        report(
            FactKind.EXTENSION_REQUESTED,
            "DESK 172049",
            "ask-extension d-1 --last-day 2024-01-20 --as desk:wajima"),
        report(
            FactKind.EXTENSION_ANSWERED,
            "WARD 131041",
            "answer-extension --request r --lender shinjuku --grant"),
        report(
            FactKind.EXTENSION_ANSWERED,
            "COORDINATOR tokyo23",
            "answer-extension d-1 --refuse no-staff-left"),
        report(FactKind.STAFF_RETASKED, "COORDINATOR tokyo23", "retask d-1 --task LIAISON"));
  }

  private static Arguments report(FactKind kind, String reporter, String line) {
    return Arguments.of(kind, reporter, line);
  }

  @ParameterizedTest
  @MethodSource("reports")
  void aReportBecomesTheFactThatItSays(
      FactKind kind, String reporter, String line, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("agreement.json"), AGREEMENT);

    int exitCode = run(line.replace("FILE", file.toString()).split(" ", -1));

    assertThat(exitCode).as(err.toString()).isZero();
    assertThat(door.log).hasSize(1);
    Fact fact = door.log.get(0).fact();
    assertThat(fact.getKind()).isEqualTo(kind);
    assertThat(fact.getReporter().getRole() + " " + fact.getReporter().getBody())
        .isEqualTo(reporter);
  }

  @Test
  void everyWayInHasItsCommand() {
    Set<FactKind> tried = reports().map(a -> (FactKind) a.get()[0]).collect(Collectors.toSet());

    assertThat(tried)
        .containsAll(ReportRoute.ALL.stream().map(ReportRoute::kind).collect(Collectors.toSet()));
  }

  @Test
  void theSameKeyGivesTheSameFactOnce() {
    String[] line = {"confirm", "d-1", "--key", "a-key-of-mine"};

    assertThat(run(line)).isZero();
    assertThat(run(line)).isZero();

    assertThat(door.log).hasSize(1);
  }

  @Test
  void whatTheDoorFindsMalformedIsSaidAndNothingIsRecorded() {
    assertThat(run("amend", "r", "--people", "0")).isEqualTo(2);

    assertThat(err.toString()).contains("expected 1 to 1000 for headCount, but 0");
    assertThat(door.log).isEmpty();
  }

  @Test
  void theDoorAnswersInTheLanguageOfTheCommand() {
    assertThat(run("amend", "r", "--people", "0", "--lang", "ja")).isEqualTo(2);

    assertThat(err.toString())
        .contains("  人数: 1から1000までの数にしてください（入力: 0）。")
        .doesNotContain("expected");
  }

  private int run(String... args) {
    CommandLine line = new CommandLine(new Root());
    Commands.all().forEach(line::addSubcommand);
    line.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of(args));
    if (!all.contains("--lang")) {
      all.addAll(List.of("--lang", "en"));
    }
    all.addAll(List.of("--no-wait", "--url", door.uri("").toString()));
    return line.execute(all.toArray(String[]::new));
  }
}
