package kizuna.infra.drill;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import kizuna.facts.Municipality;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.Refusal;
import kizuna.producers.drill.DrillReplay;
import kizuna.schemas.Namespace;
import kizuna.seeds.ReferenceData;
import kizuna.seeds.drill.Drill;
import kizuna.seeds.drill.DrillErrors;
import kizuna.seeds.drill.Drills;
import kizuna.seeds.drill.Expected;
import kizuna.streams.drills.DrillSummary;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.apache.kafka.clients.admin.Admin;
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
      ""
    },
    subcommands = {
      DrillCommand.ListDrills.class,
      DrillCommand.Run.class,
      DrillCommand.Check.class,
      HistoryCommand.class,
      DrillCommand.Remove.class
    })
public final class DrillCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "expected list, run, check, history or remove after drill");
  }

  /** What there is to run. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the drills that come with Kizuna, and the runs on the running platform.")
  static final class ListDrills implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Cluster.Options options = new Cluster.Options();

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      for (Drill drill : Drills.bundled()) {
        out.printf(
            "%-16s %s / %s, %,d facts%n",
            drill.id(), drill.titleJa(), drill.titleEn(), drill.log().size());
      }
      try (Cluster cluster = Cluster.running(options);
          Admin admin = Admin.create(cluster.kafka().settings())) {
        DrillRun.runs(admin).forEach(id -> out.println("run " + id));
      } catch (Refusal e) {
        spec.commandLine()
            .getErr()
            .println("No platform is running, so there are no runs to list.");
      }
      return 0;
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
    @Mixin private Cluster.Options options = new Cluster.Options();

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

    @Option(names = "--json", description = "for programs: one JSON object on stdout")
    private boolean json;

    @Override
    public Integer call() {
      double factor = factor();
      Drill loaded = load(drill);
      PrintWriter err = spec.commandLine().getErr();
      try (Cluster cluster = Cluster.runningOrTemporary(options)) {
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
              new DrillRun(cluster, loaded, factor)
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
      List<DayRun> runs = new java.util.ArrayList<>();
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

  /** Removes. */
  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Removes the topics of a finished run. Only drills can be removed.")
  static final class Remove implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Cluster.Options options = new Cluster.Options();

    @Parameters(
        paramLabel = "RUN",
        description = "id of a run, for example noto-2024-1 (see drill list)")
    private String run = "";

    @Override
    public Integer call() {
      try (Cluster cluster = Cluster.running(options);
          Admin admin = Admin.create(cluster.kafka().settings())) {
        if (!DrillRun.runs(admin).contains(run)) {
          throw new Refusal(
              "expected a run that exists (see infra/kizuna drill list), but "
                  + run
                  + " does not.");
        }
        int topics = DrillRun.remove(admin, cluster.registry(), Namespace.drill(run));
        spec.commandLine().getOut().println("removed " + topics + " topics of " + run);
        return 0;
      }
    }
  }

  private static Drill load(String idOrPath) {
    try {
      return Drills.load(idOrPath);
    } catch (IOException | DrillErrors e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
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
