package kizuna.infra.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import kizuna.codes.AccountRole;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillOrder;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** An order of a page is the command line that a person would have typed. */
class DrillStarterTest {

  @Test
  void anOrderIsACommandThatIsUnderstood() {
    DrillOrder order =
        DrillOrder.newBuilder()
            .setOrderId("an-order")
            .setOrderedAt(Instant.EPOCH)
            .setOffice(new DrillOffice(AccountRole.DIRECTOR, ""))
            .setDrillId("noto-2024")
            .setSpeed(60)
            .setPauseAt(Instant.parse("2024-04-24T00:05:00Z"))
            .setJoins(true)
            .setPlayed(List.of(new DrillOffice(AccountRole.WARD, "131075")))
            .setTakeOverAfterMinutes(90)
            .build();

    List<String> arguments = DrillStarter.arguments(order);

    assertThat(arguments)
        .containsExactly(
            "drill",
            "run",
            "noto-2024",
            "--speed",
            "60.0",
            "--pause-at",
            "2024-04-24T09:05:00+09:00",
            "--join",
            "--play",
            "WARD:131075",
            "--take-over-after",
            "90",
            "--order",
            "an-order");
    CommandLine.ParseResult parsed =
        new CommandLine(new DrillCommand())
            .parseArgs(arguments.subList(1, arguments.size()).toArray(String[]::new));
    assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("run");
  }
}
