package kizuna.producers.cli;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kizuna.codes.FactKind;
import kizuna.schemas.JapanTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code clock}. */
@Command(
    name = "clock",
    description = {
      "What time it is in each network's log; confirms a clock that is not used, or sets the time right (時刻).",
      "",
      "  ${ROOT-COMMAND-NAME} clock",
      "  ${ROOT-COMMAND-NAME} clock --confirm",
      "  ${ROOT-COMMAND-NAME} clock --set 2026-11-28T09:00:00+09:00 --reason 時計の誤り",
      "",
      "A clock that jumps is not used: reports are taken and decided at the time that was measured.",
      "What lapsed by a wrong time stays lapsed when the time is set back; requests are taken again.",
      ""
    })
final class ClockCommand extends ReportCommand {

  private static final String PATH = "/api/clock";

  private static final DateTimeFormatter JAPAN_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'JST'").withZone(JapanTime.ZONE);

  @Option(
      names = "--confirm",
      description = "The machine's clock is right: in every network that does not believe it.",
      order = 1)
  private boolean confirm;

  @Option(
      names = "--set",
      paramLabel = "TIME",
      description = "It is this time, whatever the machine's clock says.",
      order = 2)
  private @Nullable String set;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why.", order = 3)
  private @Nullable String reason;

  @Override
  int run() {
    if (confirm && set != null) {
      throw usage(CliMessages.of("either.both", "--confirm", "--set", "clock"));
    }
    if (set != null) {
      return setClock(time(set, "--set"), network());
    }
    List<JsonNode> clocks = clocks();
    return confirm ? confirm(clocks) : show(clocks);
  }

  private List<JsonNode> clocks() {
    ObjectNode answer = door().get(PATH, Map.of());
    List<JsonNode> clocks = new ArrayList<>();
    for (JsonNode clock : answer.path("clocks")) {
      String id = clock.path("network").asString("");
      if (network().isEmpty() || network().get().equals(id)) {
        clocks.add(clock);
      }
    }
    return clocks;
  }

  private int confirm(List<JsonNode> clocks) {
    int exit = ExitCodes.OK;
    boolean any = false;
    for (JsonNode clock : clocks) {
      if (!clock.path("doubt").asString("").isEmpty()) {
        any = true;
        exit =
            Math.max(
                exit,
                setClock(
                    clock.path("machine").asString(""),
                    Optional.of(clock.path("network").asString(""))));
      }
    }
    if (!any) {
      out().println(say("clock.used"));
    }
    return exit;
  }

  private int setClock(String time, Optional<String> network) {
    ObjectNode body = body().put("to", time);
    if (reason != null) {
      body.put("reason", reason);
    }
    network.ifPresent(id -> body.put("network", id));
    return report(FactKind.CLOCK_SET, body);
  }

  private int show(List<JsonNode> clocks) {
    if (json()) {
      ObjectNode all = body();
      clocks.forEach(all.putArray("clocks")::add);
      printJson(all);
      return ExitCodes.OK;
    }
    boolean doubted = false;
    for (JsonNode clock : clocks) {
      String doubt = clock.path("doubt").asString("");
      doubted |= !doubt.isEmpty();
      out().println(clock.path("network").asString("") + "  " + sentence(clock, doubt));
    }
    if (doubted) {
      out().println(say("clock.confirm", program()));
    }
    return doubted ? ExitCodes.REFUSED : ExitCodes.OK;
  }

  private String sentence(JsonNode clock, String doubt) {
    String time = japanTime(clock.path("time"));
    if (doubt.isEmpty()) {
      return time;
    }
    String machine = japanTime(clock.path("machine"));
    return time + "  " + say(doubt.equals("BEHIND") ? "clock.behind" : "clock.unlikely", machine);
  }

  private static String japanTime(JsonNode instant) {
    return JAPAN_TIME.format(Instant.parse(instant.asString("")));
  }
}
