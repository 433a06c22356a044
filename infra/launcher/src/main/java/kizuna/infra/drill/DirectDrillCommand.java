package kizuna.infra.drill;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import kizuna.codes.AccountRole;
import kizuna.codes.DrillCommandCode;
import kizuna.codes.DrillEventKind;
import kizuna.drills.DrillCommand;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOffice;
import kizuna.drills.DrillPace;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.host.UserError;
import kizuna.producers.drill.DrillEventProducer;
import kizuna.schemas.JapanTime;
import kizuna.schemas.Namespace;
import kizuna.schemas.drill.DrillEventReader;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna drill direct}: sends a command to the replayer of a run. */
@Command(
    name = "direct",
    mixinStandardHelpOptions = true,
    description = {
      "Directs a run: writes a command, as the page of the director does, and says what became of it.",
      "",
      "  infra/kizuna drill direct noto-2024-1 pause",
      "  infra/kizuna drill direct noto-2024-1 resume",
      "  infra/kizuna drill direct noto-2024-1 step                 the next fact or inject",
      "  infra/kizuna drill direct noto-2024-1 speed 60             or max",
      "  infra/kizuna drill direct noto-2024-1 skip 2024-01-02T09:00:00+09:00",
      "  infra/kizuna drill direct noto-2024-1 hold 13              an inject; also unhold, jump, send, contingency",
      "  infra/kizuna drill direct noto-2024-1 take-over LENDER:131121   also join, leave",
      "  infra/kizuna drill direct noto-2024-1 end",
      ""
    })
final class DirectDrillCommand implements Callable<Integer> {

  private static final Duration LONGEST = Duration.ofSeconds(15);

  private static final Map<String, DrillCommandCode> CODES =
      Map.ofEntries(
          Map.entry("pause", DrillCommandCode.PAUSE),
          Map.entry("resume", DrillCommandCode.RESUME),
          Map.entry("step", DrillCommandCode.STEP),
          Map.entry("speed", DrillCommandCode.SPEED),
          Map.entry("skip", DrillCommandCode.SKIP),
          Map.entry("end", DrillCommandCode.END),
          Map.entry("hold", DrillCommandCode.INJECT_HOLD),
          Map.entry("unhold", DrillCommandCode.INJECT_RESUME),
          Map.entry("jump", DrillCommandCode.INJECT_JUMP),
          Map.entry("send", DrillCommandCode.INJECT_SEND),
          Map.entry("contingency", DrillCommandCode.INJECT_SEND_CONTINGENCY),
          Map.entry("join", DrillCommandCode.JOIN),
          Map.entry("leave", DrillCommandCode.LEAVE),
          Map.entry("take-over", DrillCommandCode.TAKE_OVER));

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();

  @Parameters(index = "0", paramLabel = "RUN", description = "id of a run (see drill list)")
  private String run = "";

  @Parameters(
      index = "1..*",
      arity = "1..2",
      paramLabel = "COMMAND",
      description = "what to do, and with what")
  private List<String> words = new ArrayList<>();

  @Override
  public Integer call() {
    CommandMessages messages = kizuna.infra.drill.DrillCommand.words();
    DrillEvent command = event(messages);
    try (CommandCluster cluster = CommandCluster.running(options);
        Admin admin = Admin.create(cluster.kafka().settings())) {
      kizuna.infra.drill.DrillCommand.requireThere(cluster, admin, run);
      Namespace namespace = Namespace.drill(run);
      try (DrillEventProducer events = new DrillEventProducer(cluster.kafka(), cluster.registry());
          DrillEventReader reader =
              new DrillEventReader(cluster.kafka(), cluster.registry(), namespace)) {
        reader.pollToEnd();
        events.append(namespace, command).join();
        Optional<DrillEvent> answer = answer(reader, command);
        if (answer.isEmpty()) {
          throw new UserError(messages.of("direct.silent", run));
        }
        return said(answer.get(), messages);
      }
    }
  }

  private static Optional<DrillEvent> answer(DrillEventReader reader, DrillEvent command) {
    long end = System.nanoTime() + LONGEST.toNanos();
    String id = command.getEventId().toString();
    while (System.nanoTime() < end) {
      for (DrillEvent event : reader.poll(Duration.ofMillis(200))) {
        if (id.equals(event.getAnswers())) {
          return Optional.of(event);
        }
      }
    }
    return Optional.empty();
  }

  private int said(DrillEvent answer, CommandMessages messages) {
    if (answer.getKind() == DrillEventKind.COMMAND_REFUSED && answer.getRefusal() != null) {
      throw new UserError(messages.of("refusal." + answer.getRefusal().name()));
    }
    DrillPace pace = answer.getPace();
    Instant at = answer.getScenarioTime();
    String when = at == null ? "" : JapanTime.format(at);
    spec.commandLine()
        .getOut()
        .println(
            pace == null
                ? messages.text("direct.done", run, when)
                : messages.text(
                    "direct.pace",
                    run,
                    JapanTime.format(pace.getScenarioTime()),
                    messages.text("pace." + pace.getState().name()),
                    pace.getSpeed() == 0 ? "max" : String.valueOf(pace.getSpeed())));
    return 0;
  }

  private DrillEvent event(CommandMessages messages) {
    DrillCommandCode code = CODES.get(words.get(0));
    if (code == null) {
      throw new UserError(
          messages.of(
              "direct.command", String.join(", ", CODES.keySet().stream().sorted().toList())));
    }
    String with = words.size() > 1 ? words.get(1) : "";
    DrillCommand.Builder command = DrillCommand.newBuilder().setCode(code);
    switch (code) {
      case SPEED -> command.setSpeed(PlayOptions.speed(with, messages));
      case SKIP -> command.setSkipTo(time(with, messages));
      case INJECT_HOLD, INJECT_RESUME, INJECT_JUMP, INJECT_SEND, INJECT_SEND_CONTINGENCY ->
          command.setInject(with);
      case JOIN, LEAVE, TAKE_OVER -> command.setBody(PlayOptions.office(with));
      default -> {
        // Nothing more is needed.
      }
    }
    return DrillEvent.newBuilder()
        .setEventId(UUID.randomUUID())
        .setRunId(run)
        .setRealTime(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .setOffice(new DrillOffice(AccountRole.DIRECTOR, ""))
        .setKind(DrillEventKind.COMMANDED)
        .setCommand(command.build())
        .build();
  }

  private static Instant time(String text, CommandMessages messages) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new UserError(messages.of("time", "skip", text), e);
    }
  }
}
