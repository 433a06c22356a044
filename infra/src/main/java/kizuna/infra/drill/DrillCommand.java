package kizuna.infra.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import kizuna.facts.Municipality;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.LanguageTag;
import kizuna.infra.host.UserError;
import kizuna.producers.drill.DrillReplay;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.DrillErrors;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.Expected;
import kizuna.states.DrillStatus;
import kizuna.streams.drills.DrillExpiry;
import kizuna.streams.drills.DrillSummary;
import kizuna.streams.state.NetworkView;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/kizuna drill}: joint drills (共同訓練) on replayed event logs. */
@Command(
    name = "drill",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Joint drills (共同訓練): replays an event log in a namespace of its own. A drill cannot touch live data.",
      "",
      "  infra/kizuna drill list",
      "  infra/kizuna drill run noto-2024 --speed max",
      "  infra/kizuna drill history noto-2024",
      "  infra/kizuna drill keep noto-2024-1 --until 2027-03-31",
      "",
      "A run that nobody keeps expires 90 days after it was last used (KIZUNA_DRILL_DAYS, or",
      "infra/kizuna up --expire-drills-after DAYS): infra/kizuna up removes it with all that belongs to it.",
      ""
    },
    subcommands = {
      DrillCommand.ListDrills.class,
      DrillCommand.Run.class,
      DrillCommand.Check.class,
      HistoryCommand.class,
      DrillCommand.Keep.class,
      DrillCommand.Remove.class,
      DrillCommand.Expire.class
    })
public final class DrillCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "expected list, run, check, history, keep, remove or expire after drill");
  }

  /** After how many days a run expires. */
  static final class Days {

    @Option(
        names = "--expire-after",
        paramLabel = "DAYS",
        defaultValue = "${env:KIZUNA_DRILL_DAYS:-" + DrillExpiry.USUAL_DAYS + "}",
        description =
            "days after which a run that nobody keeps expires (default: ${DEFAULT-VALUE}; or environment KIZUNA_DRILL_DAYS)")
    private int days = DrillExpiry.USUAL_DAYS;

    int days() {
      if (days < 1 || days > DrillExpiry.MOST_DAYS) {
        throw new UserError(words().it("days", days, DrillExpiry.MOST_DAYS));
      }
      return days;
    }
  }

  private static HistoryWords words() {
    return HistoryWords.ofRuns(LanguageTag.ofMachine());
  }

  /**
   * @throws UserError if the run is not there; says so if it is gone, and why
   */
  static void demandThere(CommandCluster cluster, Admin admin, String run) {
    HistoryWords words = words();
    Map<String, DrillStatus> all = DrillRegister.of(cluster, admin).read();
    DrillRuns.gone(all, run, words)
        .ifPresent(
            sentence -> {
              throw new UserError(sentence);
            });
    if (!DrillRuns.ids(admin).contains(run)) {
      throw new UserError(words.it("absent", run));
    }
  }

  /** What there is to run, and what was run. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "Lists the drills that come with Kizuna, and the runs on the running platform: how many",
        "facts each has, when it was last used, and when it expires or that it is kept.",
        ""
      })
  static final class ListDrills implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private CommandCluster.Options options = new CommandCluster.Options();
    @Mixin private Days days = new Days();

    @Option(names = "--json", description = "for programs: one JSON object on stdout")
    private boolean json;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      if (!json) {
        for (Drill drill : Drills.bundled()) {
          out.printf(
              "%-16s %s / %s, %,d facts%n",
              drill.id(), drill.titleJa(), drill.titleEn(), drill.log().size());
        }
      }
      try (CommandCluster cluster = CommandCluster.running(options);
          Admin admin = Admin.create(cluster.kafka().settings())) {
        list(out, DrillRuns.of(admin), DrillRegister.of(cluster, admin).read(), Instant.now());
      } catch (UserError e) {
        spec.commandLine()
            .getErr()
            .println("No platform is running, so there are no runs to list.");
      }
      return 0;
    }

    private void list(
        PrintWriter out,
        Map<String, DrillRuns.Run> runs,
        Map<String, DrillStatus> known,
        Instant now) {
      HistoryWords words = words();
      List<Map<String, Object>> rows = new ArrayList<>();
      Table table = new Table();
      table.row(
          words.it("list.run"),
          words.it("list.facts"),
          words.it("list.active"),
          words.it("list.kept"));
      runs.forEach(
          (id, run) -> {
            DrillStatus before = known.get(id);
            if (before != null && DrillExpiry.isGone(before)) {
              return;
            }
            DrillStatus status =
                DrillExpiry.looked(
                    before,
                    id,
                    run.end(),
                    run.running(),
                    now,
                    before == null ? days.days() : before.getExpiresAfterDays());
            Optional<Instant> expires = DrillExpiry.expiresAt(status, now);
            table.row(
                id,
                words.number(run.facts()),
                words.day(status.getActiveAt()),
                run.running() ? words.it("running") : kept(status, expires, words));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("run", id);
            row.put("facts", run.facts());
            row.put("running", run.running());
            row.put("lastUsedAt", status.getActiveAt().toString());
            row.put("kept", status.getKept());
            LocalDate until = status.getKeptUntil();
            if (until != null) {
              row.put("keptUntil", until.toString());
            }
            expires.ifPresent(at -> row.put("expiresAt", at.toString()));
            rows.add(row);
          });
      if (json) {
        out.println(JsonMapper.shared().writeValueAsString(Map.of("runs", rows)));
      } else if (rows.isEmpty()) {
        out.println(words.it("list.empty"));
      } else {
        table.print(out);
      }
    }

    private static String kept(DrillStatus status, Optional<Instant> expires, HistoryWords words) {
      if (expires.isEmpty()) {
        return words.it("kept");
      }
      String day = words.day(expires.get());
      LocalDate until = status.getKeptUntil();
      if (status.getAnnouncedAt() != null) {
        return words.it("announced", day);
      }
      return until == null ? words.it("expires", day) : words.it("kept.until", until, day);
    }
  }

  /** Replays. */
  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = {
        "Replays a drill on the running platform, or on a temporary one if none runs, and sums it up.",
        "The same log gives the same decision hash, whatever the speed and the machine.",
        "",
        "  infra/kizuna drill run first-hour --speed 60        one minute of the drill a second",
        "  infra/kizuna drill run noto-2024 --speed max --json",
        "  infra/kizuna drill run my-drill.jsonl",
        ""
      })
  static final class Run implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private CommandCluster.Options options = new CommandCluster.Options();

    @Parameters(
        paramLabel = "DRILL",
        description = "id of a drill (see drill list), a folder, or a .jsonl file")
    private String drill = "";

    @Option(
        names = "--speed",
        paramLabel = "N|max",
        defaultValue = "max",
        description = "times faster than the drill's own time, or max (default)")
    private String speed = "max";

    @Mixin private Days days = new Days();

    @Option(names = "--json", description = "for programs: one JSON object on stdout")
    private boolean json;

    @Override
    public Integer call() {
      double factor = factor();
      Drill loaded = load(drill);
      PrintWriter err = spec.commandLine().getErr();
      try (CommandCluster cluster = CommandCluster.runningOrTemporary(options)) {
        if (cluster.isTemporary()) {
          err.println(
              "No platform is running: this drill runs on a temporary one, and no board shows it.");
        }
        int facts = loaded.facts().size();
        DrillSummary summary;
        try (ProgressBar bar =
            new ProgressBarBuilder()
                .setTaskName("訓練 " + loaded.id())
                .setInitialMax(facts)
                .setUnit(" facts", 1)
                .setUpdateIntervalMillis(200)
                .build()) {
          summary =
              new DrillRun(cluster, loaded, factor, days.days())
                  .run(
                      namespace ->
                          err.println(
                              "訓練 "
                                  + loaded.titleJa()
                                  + " / "
                                  + loaded.titleEn()
                                  + " runs as "
                                  + namespace.drillId()
                                  + (cluster.isTemporary()
                                      ? ""
                                      : "; watch it at "
                                          + DataFolder.door(options.dataFolder())
                                          + "/?drill="
                                          + namespace.drillId())),
                      bar::stepTo);
        }
        print(summary, loaded);
        return loaded.expected().map(e -> differences(e, summary).isEmpty() ? 0 : 1).orElse(0);
      }
    }

    private double factor() {
      if (speed.equals("max")) {
        return DrillReplay.MAX_SPEED;
      }
      try {
        double factor = Double.parseDouble(speed);
        if (factor > 0 && factor < Double.POSITIVE_INFINITY) {
          return factor;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new CommandLine.ParameterException(
          spec.commandLine(), "expected max or a number above 0 for --speed, but " + speed);
    }

    private void print(DrillSummary s, Drill drill) {
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(
            JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(s));
        return;
      }
      out.printf("%n訓練 %s  (%s)%n", drill.titleJa(), s.namespace());
      row(out, "facts decided", s.facts());
      row(out, "requests", s.requests());
      row(out, "person-days requested (延べ人数)", s.requestedPersonDays());
      row(out, "  filled", s.filledPersonDays());
      row(out, "  shortfall (不足)", s.shortfallPersonDays());
      row(out, "proposals", s.proposals());
      row(out, "refused facts", s.rejected());
      row(out, "unreadable records", s.deadLetters());
      out.printf(
          "%-36s %12s%n",
          "median time to match (drill's time)",
          spoken(Duration.ofMillis(s.medianMillisToMatch())));
      if (!s.shortfallByTask().isEmpty()) {
        out.println("shortfall by task, person-days");
        s.shortfallByTask()
            .forEach((task, days) -> out.printf(Locale.ROOT, "  %-34s %,12d%n", task, days));
        out.println("shortfall by day, persons");
        runs(s)
            .forEach(run -> out.printf(Locale.ROOT, "  %-34s %,12d%n", run.days(), run.persons()));
      }
      out.println("person-days by lender");
      s.personDaysByLender().entrySet().stream()
          .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
          .forEach(
              e ->
                  out.printf(
                      Locale.ROOT,
                      "  %s %-27s %,12d%n",
                      e.getKey(),
                      name(e.getKey()),
                      e.getValue()));
      out.println("decision hash " + s.decisionHash());
      drill
          .expected()
          .ifPresent(
              e -> {
                List<String> differences = differences(e, s);
                if (differences.isEmpty()) {
                  out.println(
                      "as expected: requests, person-days, proposals and every lender's share");
                } else {
                  differences.forEach(d -> out.println("NOT as expected: " + d));
                }
              });
    }

    private record DayRun(String days, long persons) {}

    /** Days with the same shortfall that follow one another, as one line. */
    private static List<DayRun> runs(DrillSummary s) {
      List<DayRun> runs = new ArrayList<>();
      Optional<LocalDate> from = Optional.empty();
      LocalDate last = LocalDate.MIN;
      long persons = 0;
      for (Map.Entry<LocalDate, Long> day : s.shortfallByDay().entrySet()) {
        if (from.isPresent()
            && (day.getValue() != persons || !day.getKey().equals(last.plusDays(1)))) {
          runs.add(new DayRun(from.get() + " … " + last, persons));
          from = Optional.empty();
        }
        if (from.isEmpty()) {
          from = Optional.of(day.getKey());
          persons = day.getValue();
        }
        last = day.getKey();
      }
      if (from.isPresent()) {
        runs.add(new DayRun(from.get() + " … " + last, persons));
      }
      return runs;
    }

    private static void row(PrintWriter out, String what, long value) {
      out.printf(Locale.ROOT, "%-36s %,12d%n", what, value);
    }

    private static String name(String code) {
      return ReferenceData.municipality(code).map(Municipality::getName).orElse("");
    }

    private static String spoken(Duration d) {
      return d.toDays() > 0
          ? d.toDays() + " d " + d.toHoursPart() + " h"
          : d.toHours() > 0
              ? d.toHours() + " h " + d.toMinutesPart() + " min"
              : d.toMinutes() + " min " + d.toSecondsPart() + " s";
    }
  }

  /** Reads without running. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description =
          "Reads a drill's file and names everything that is wrong with it, line by line.")
  static final class Check implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DRILL", description = "a folder or a .jsonl file")
    private String drill = "";

    @Override
    public Integer call() {
      Drill loaded = load(drill);
      spec.commandLine()
          .getOut()
          .printf(
              "%s: %,d facts, nothing wrong with their form.%n", loaded.id(), loaded.log().size());
      return 0;
    }
  }

  /** Keeps. */
  @Command(
      name = "keep",
      mixinStandardHelpOptions = true,
      description = {
        "Keeps a run, so that it does not expire: for good, or until a day.",
        "",
        "  infra/kizuna drill keep noto-2024-1",
        "  infra/kizuna drill keep noto-2024-1 --until 2027-03-31",
        "  infra/kizuna drill keep noto-2024-1 --undo",
        ""
      })
  static final class Keep implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private CommandCluster.Options options = new CommandCluster.Options();
    @Mixin private Days days = new Days();

    @Parameters(paramLabel = "RUN", description = "id of a run (see drill list)")
    private String run = "";

    @Option(names = "--until", paramLabel = "DATE", description = "last day on which it is kept")
    private @Nullable String until;

    @Option(names = "--undo", description = "keeps it no more: it expires as if nobody had")
    private boolean undo;

    @Override
    public Integer call() {
      HistoryWords words = words();
      String day = until;
      if (day != null && undo) {
        throw new UserError(words.it("keep.both"));
      }
      LocalDate last = day == null ? null : day(day, words);
      try (CommandCluster cluster = CommandCluster.running(options);
          Admin admin = Admin.create(cluster.kafka().settings())) {
        demandThere(cluster, admin, run);
        Instant now = Instant.now();
        Map<String, DrillStatus> all =
            DrillRegister.of(cluster, admin)
                .change(
                    known -> {
                      DrillStatus before =
                          known.getOrDefault(run, DrillExpiry.begun(run, now, days.days()));
                      if (!DrillExpiry.isGone(before)) {
                        known.put(
                            run,
                            undo ? DrillExpiry.released(before) : DrillExpiry.kept(before, last));
                      }
                    });
        // It may have gone between the two looks.
        DrillRuns.gone(all, run, words)
            .ifPresent(
                sentence -> {
                  throw new UserError(sentence);
                });
        spec.commandLine()
            .getOut()
            .println(
                undo
                    ? words.it(
                        "keep.undone",
                        run,
                        DrillRuns.expiresAt(all, run, now).map(words::day).orElse(""))
                    : last == null
                        ? words.it("keep.done", run)
                        : words.it("keep.done.until", run, last));
        return 0;
      }
    }

    private static LocalDate day(String text, HistoryWords words) {
      LocalDate day;
      try {
        day = LocalDate.parse(text);
      } catch (DateTimeParseException e) {
        throw new UserError(words.it("keep.day", text), e);
      }
      if (day.isBefore(LocalDate.now(NetworkView.JAPAN))) {
        throw new UserError(words.it("keep.past", text));
      }
      return day;
    }
  }

  /** Removes. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description =
          "Removes a run that is over, with all that belongs to it. Only drills can be removed.")
  static final class Remove implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private CommandCluster.Options options = new CommandCluster.Options();
    @Mixin private Days days = new Days();

    @Parameters(
        paramLabel = "RUN",
        description = "id of a run, for example noto-2024-1 (see drill list)")
    private String run = "";

    @Override
    public Integer call() {
      HistoryWords words = words();
      try (CommandCluster cluster = CommandCluster.running(options);
          Admin admin = Admin.create(cluster.kafka().settings())) {
        Map<String, DrillRuns.Run> there = DrillRuns.of(admin);
        DrillRuns.Run found = there.get(run);
        if (found == null) {
          demandThere(cluster, admin, run);
        } else if (found.running()) {
          throw new UserError(words.it("stillRunning", run));
        }
        DrillRegister register = DrillRegister.of(cluster, admin);
        int topics =
            new DrillRemoval(admin, cluster.registry(), register, step -> {})
                .remove(run, Instant.now(), days.days());
        PrintWriter out = spec.commandLine().getOut();
        out.println(words.it("remove.done", topics, run));
        DrillStatus left = register.read().get(run);
        if (left != null && left.getLeftovers()) {
          out.println(words.it("remove.rest", run));
        }
        return 0;
      }
    }
  }

  /** Removes what expired. */
  @Command(
      name = "expire",
      mixinStandardHelpOptions = true,
      description = {
        "Looks at all runs: announces those that expire within a week, and removes those that expired.",
        "infra/kizuna up does it once a day.",
        ""
      })
  static final class Expire implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private CommandCluster.Options options = new CommandCluster.Options();
    @Mixin private Days days = new Days();

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      try (CommandCluster cluster = CommandCluster.running(options);
          Admin admin = Admin.create(cluster.kafka().settings())) {
        DrillRegister register = DrillRegister.of(cluster, admin);
        new RunExpiry(
                cluster.kafka(),
                admin,
                register,
                new DrillRemoval(admin, cluster.registry(), register, step -> {}),
                days.days())
            .look(Instant.now(), words(), out::println);
        return 0;
      }
    }
  }

  /** Columns as wide as what stands in them; a full-width character takes two places. */
  private static final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    void row(String... cells) {
      rows.add(List.of(cells));
    }

    void print(PrintWriter out) {
      for (List<String> row : rows) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < row.size(); c++) {
          int column = c;
          int width = rows.stream().mapToInt(r -> width(r.get(column))).max().orElse(0);
          String cell = row.get(c);
          line.append(cell);
          if (c + 1 < row.size()) {
            line.append(" ".repeat(width - width(cell) + 2));
          }
        }
        out.println(line);
      }
    }

    private static int width(String text) {
      return text.codePoints().map(c -> c < 0x1100 ? 1 : 2).sum();
    }
  }

  private static Drill load(String idOrPath) {
    try {
      return Drills.load(idOrPath);
    } catch (IOException | DrillErrors e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<String> differences(Expected e, DrillSummary s) {
    return java.util.stream.Stream.of(
            difference("requests", e.requests(), s.requests()),
            difference("requested person-days", e.requestedPersonDays(), s.requestedPersonDays()),
            difference("filled person-days", e.filledPersonDays(), s.filledPersonDays()),
            difference("shortfall person-days", e.shortfallPersonDays(), s.shortfallPersonDays()),
            difference("proposals", e.proposals(), s.proposals()),
            difference("refused facts", e.rejected(), s.rejected()),
            difference(
                "person-days by lender",
                e.personDaysByLender(),
                Map.copyOf(s.personDaysByLender())))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<String> difference(String what, Object expected, Object actual) {
    return String.valueOf(expected).equals(String.valueOf(actual)) || expected.equals(actual)
        ? Optional.empty()
        : Optional.of("expected " + expected + " for " + what + ", but " + actual);
  }
}
