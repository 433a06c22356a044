package kizuna.infra;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import kizuna.infra.accounts.Account;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageOption;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.Installation;
import kizuna.infra.process.HttpHealthCheck;
import kizuna.producers.LogTime;
import kizuna.schemas.ClientProperties;
import kizuna.schemas.JapanTime;
import kizuna.schemas.KafkaCluster;
import kizuna.schemas.Namespace;
import kizuna.schemas.Topic;
import kizuna.schemas.Topics;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/kizuna status}: the state of everything on this machine on one screen. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Says on one screen how the installation on this machine is: parts, decisions, disk, clock.",
      "",
      "  infra/kizuna status",
      "  infra/kizuna status --json",
      "",
      "Times on the screen are Japan's; those for programs are UTC.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 all is well, 1 something is wrong (it is named), 3 nothing runs here."
    })
final class StatusCommand implements Callable<Integer> {

  private static final int WELL = 0;
  private static final int WRONG = 1;
  private static final int NOTHING_RUNS = 3;

  /** The state that programs get where the front door does not answer. */
  private static final String UNKNOWN = "UNKNOWN";

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "the installation's data folder (default: KIZUNA_DATA, else data in the project folder)")
  private @Nullable Path data;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:KIZUNA_URL}",
      description =
          "the front door's address, also of another machine (default: KIZUNA_URL, else as the data folder says)")
  private @Nullable URI url;

  @Option(names = "--json", description = "for programs: one JSON object on stdout")
  private boolean json;

  @Mixin private LanguageOption lang = new LanguageOption();

  @Override
  public Integer call() {
    Path folder = folder();
    Report report = new Report(CommandMessages.ofStatus(lang.language()));
    URI door = url == null ? DataFolder.door(folder) : url;
    boolean here = Files.isDirectory(folder.resolve("run"));
    boolean runs = here && DataFolder.isInUse(folder);
    HttpHealthCheck.Answer health = HttpHealthCheck.ask(door.resolve("/actuator/health"));
    report.put("door", door.toString());
    boolean nothing = !runs && health.status() == 0;
    if (nothing) {
      report.wrong("nothingRuns");
    } else if (health.body().isEmpty()) {
      report.wrong("noAnswer");
    }
    parts(report, health);
    if (here) {
      report.put("launcher", runs ? "RUNNING" : "NOT RUNNING", runs ? "running" : "notRunning");
      report.put("dataFolder", folder.toString());
      report.put("accountsFolder", folder.resolve("accounts").toString());
      ReadModelPlace.read(folder).ifPresent(url -> report.put("readModels", url));
      disk(report, folder, runs);
    }
    clock(report, folder);
    ClockDoubt.kept(folder).ifPresent(report.wrong::add);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonMapper.shared().writeValueAsString(report.all()));
    } else {
      report.print(out);
    }
    if (nothing) {
      return NOTHING_RUNS;
    }
    return report.wrong.isEmpty() ? WELL : WRONG;
  }

  private Path folder() {
    return Accounts.dataFolder(data)
        .orElseGet(() -> Installation.here().root().resolve("data"))
        .toAbsolutePath()
        .normalize();
  }

  private static void parts(Report report, HttpHealthCheck.Answer health) {
    Map<String, String> parts = new LinkedHashMap<>();
    String decisions = UNKNOWN;
    if (health.body().isPresent()) {
      try {
        JsonNode body = JsonMapper.shared().readTree(health.body().get());
        body.path("components")
            .properties()
            .forEach(part -> parts.put(part.getKey(), part.getValue().path("status").asString("")));
        decisions = body.path("decisions").asString(UNKNOWN);
        ledger(report, body.path("ledger"));
      } catch (JacksonException | DateTimeException e) {
        report.wrong("otherProgram");
      }
    }
    parts.forEach(
        (part, status) -> {
          if (!status.equals("UP")) {
            report.wrong("notUp", part, report.state(status));
          }
        });
    if (List.of("STALLED", "FAILED", "STOPPED", "UNREACHABLE").contains(decisions)) {
      report.wrong("notDecided", report.state(decisions));
    }
    report.parts(parts);
    report.putState("decisions", decisions);
  }

  /** Adds the age of the ledger while it is being read. */
  private static void ledger(Report report, JsonNode ledger) {
    if (ledger.isMissingNode()) {
      return;
    }
    String asOf = ledger.path("asOf").asString("");
    int percent = ledger.path("percent").asInt(0);
    if (asOf.isEmpty()) {
      report.put("ledger", "loading, " + percent + " % read", "ledger.loading", percent);
    } else {
      report.put(
          "ledger",
          "as of " + asOf + "; loading, " + percent + " % read",
          "ledger.asOf",
          JapanTime.format(Instant.parse(asOf)),
          percent);
    }
  }

  private static void disk(Report report, Path folder, boolean runs) {
    long free = DataFolder.freeBytesFor(folder) >> 20;
    long needed = DataFolder.NEEDED_BYTES >> 20;
    report.put("freeMegabytes", free);
    if (free < needed) {
      report.wrong(runs ? "disk.scarce" : "disk.waits", needed, free);
    }
  }

  /**
   * The clock of the machine and the time of the log. Streams decides whether the clock is trusted.
   */
  private static void clock(Report report, Path folder) {
    report.put("clock", Instant.now().truncatedTo(ChronoUnit.SECONDS));
    Optional<Path> file =
        Optional.of(Accounts.clientFile(folder, Account.OPERATOR)).filter(Files::exists);
    if (file.isEmpty()) {
      return;
    }
    ClientProperties operator = ClientProperties.read(file.get());
    Optional<String> servers = operator.bootstrapServers().filter(HttpHealthCheck::accepts);
    if (servers.isEmpty()) {
      return;
    }
    KafkaCluster cluster = new KafkaCluster(servers.get(), operator);
    Topics live = Topics.of(Namespace.LIVE);
    newest(report, "newestFact", cluster, live.intake);
    newest(report, "lastDecision", cluster, live.matchDecisions);
  }

  private static void newest(Report report, String name, KafkaCluster cluster, Topic<?> topic) {
    LogTime.newest(cluster, topic)
        .ifPresentOrElse(time -> report.put(name, time), () -> report.put(name, "none", "none"));
  }

  /** The rows of the screen, and the problems among them. */
  private static final class Report {
    private final CommandMessages messages;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    final List<String> wrong = new ArrayList<>();

    Report(CommandMessages messages) {
      this.messages = messages;
    }

    /** A value that is the same for programs and on the screen. */
    void put(String name, Object value) {
      values.put(name, value);
      line(messages.text("line." + name), String.valueOf(value));
    }

    /** A time: UTC for programs, Japan's on the screen. */
    void put(String name, Instant time) {
      values.put(name, time.toString());
      line(messages.text("line." + name), JapanTime.format(time));
    }

    /**
     * @param value for programs
     * @param key of the sentence on the screen
     */
    void put(String name, Object value, String key, Object... gaps) {
      values.put(name, value);
      line(messages.text("line." + name), messages.text(key, gaps));
    }

    /** A state: its code for programs, words on the screen. */
    void putState(String name, String code) {
      values.put(name, code);
      line(messages.text("line." + name), state(code));
    }

    void parts(Map<String, String> parts) {
      values.put("parts", parts);
      parts.forEach((part, status) -> line(part, state(status)));
    }

    /** The words for a code of a health endpoint; the code itself if it is not one of ours. */
    String state(String code) {
      String key = "state." + code;
      return messages.has(key) ? messages.text(key) : code;
    }

    private void line(String name, String value) {
      lines.add("  " + StartScreen.padded(name, 16) + " " + value);
    }

    void wrong(String key, Object... gaps) {
      wrong.add(messages.text(key, gaps));
    }

    Map<String, Object> all() {
      Map<String, Object> all = new LinkedHashMap<>(values);
      all.put("wrong", wrong);
      return all;
    }

    void print(PrintWriter out) {
      lines.forEach(out::println);
      out.println();
      out.println(
          wrong.isEmpty() ? messages.text("well") : String.join(System.lineSeparator(), wrong));
    }
  }
}
