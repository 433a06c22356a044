package kizuna.infra.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import kizuna.infra.ExtraCommand;
import kizuna.streams.simulation.Silence;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna chaos}: breaks a platform of its own, and demands every promise after it. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a platform of its own, and round by round: a random history at load, a fault in the"
          + " middle of it, recovery. After each, I1 to I10 are recomputed from the topics by the"
          + " naive model,",
      "by a reader that was there all along and by one that comes after; the database must be the"
          + " fold of the log, and the log decided again must be the same.",
      "Exit code 1 when a promise does not hold. Some faults need root: they are skipped without.",
      "",
      "  infra/kizuna chaos",
      "  infra/kizuna chaos --faults kill-decider,network-cut --rounds 3 --seed 7",
      "  infra/kizuna chaos --kills 200",
      "  infra/kizuna chaos --broken",
      "  infra/kizuna chaos --rounds 50 --away 600 --report chaos.md",
      ""
    })
public final class ChaosCommand implements ExtraCommand {

  private static final int MAX_ROUNDS = 10_000;
  private static final int FEWEST_FACTS = 12;
  private static final int KILLS_OF_A_ROUND = 20;
  private static final int HARMS_OF_A_BROKEN_BUILD = 4;
  private static final Duration BROKEN_LIMIT = Duration.ofMinutes(1);
  private static final int LONGEST_LINE = 160;
  private static final int CLEANUP_TRIES = 100;
  private static final long CLEANUP_PERIOD_MILLIS = 200;

  @Spec private CommandSpec spec;

  private volatile boolean ended;
  private volatile boolean stopped;

  @Option(
      names = "--faults",
      paramLabel = "F",
      split = ",",
      description = "which, by name; all where none is named")
  private List<String> faults = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "1",
      description = "of each fault (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "of the first round; the others follow (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--facts",
      paramLabel = "N",
      defaultValue = "90",
      description = "of each of three networks in a round (default: ${DEFAULT-VALUE})")
  private int facts;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "25",
      description = "records a second (default: ${DEFAULT-VALUE})")
  private int perSecond;

  @Option(
      names = "--away",
      paramLabel = "S",
      defaultValue = "30",
      description =
          "seconds for which the broker is away in broker-away (default: ${DEFAULT-VALUE})")
  private int away;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "kills a decider alone so often with a transaction open, "
            + KILLS_OF_A_ROUND
            + " in a round; without --faults,",
        "nothing else"
      })
  private int kills;

  @Option(
      names = "--broken",
      description =
          "nothing else: runs deciders that are broken on purpose, and one that is not; exit code 1"
              + " when one of them is not caught, or that one is")
  private boolean broken;

  @Option(
      names = "--earlier",
      paramLabel = "DIR",
      description = "folder of an earlier build, for upgrade")
  private @Nullable Path earlier;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "a page in Markdown with every round")
  private @Nullable Path report;

  @Override
  public Integer call() throws Exception {
    List<ChaosFault> chosen = chosen();
    if (rounds < 1
        || rounds > MAX_ROUNDS
        || perSecond < 1
        || facts < FEWEST_FACTS
        || away < 1
        || kills < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "expected 1 to "
              + MAX_ROUNDS
              + " rounds, a rate and an outage of at least 1, no fewer than 0 kills, and at least "
              + FEWEST_FACTS
              + " facts");
    }
    Silence.keep();
    if (broken) {
      return catchBrokenBuilds();
    }
    Stage stage = new Stage();
    Thread working = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(working, stage), "chaos-cleanup"));
    List<ChaosRound.Result> results = new ArrayList<>();
    try {
      killAlone(results);
      for (int round = 0; round < rounds; round++) {
        for (ChaosFault fault : chosen) {
          ChaosRound.Result result = stage.round(fault, seed + round, facts);
          if (stopped) {
            return 1; // by Ctrl-C: that round says nothing
          }
          results.add(result);
          print(result);
          if (result.isBroken()) {
            shrink(fault, stage, result);
          }
        }
      }
    } finally {
      stage.close();
      if (report != null) {
        write(report, results);
      }
      ended = true;
    }
    long broken = results.stream().filter(ChaosRound.Result::isBroken).count();
    spec.commandLine().getOut().printf("%,d rounds, %,d broken%n", results.size(), broken);
    return broken == 0 ? 0 : 1;
  }

  /** After Ctrl-C: the round fails, and closes what it started; also what was just starting. */
  private void end(Thread working, Stage stage) {
    stopped = true;
    working.interrupt();
    try {
      for (int i = 0; i < CLEANUP_TRIES && !ended; i++) {
        stage.abandon();
        killStarted();
        TimeUnit.MILLISECONDS.sleep(CLEANUP_PERIOD_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    killStarted();
  }

  private static void killStarted() {
    ProcessHandle.current()
        .descendants()
        .filter(p -> p.info().command().orElse("").endsWith("/java"))
        .forEach(ProcessHandle::destroyForcibly);
  }

  /** The quick form: one decider, killed again and again. */
  private void killAlone(List<ChaosRound.Result> results) throws Exception {
    if (kills == 0) {
      return;
    }
    boolean wrongClocks = LoneDecider.fakeTime().isPresent();
    try (LoneDecider decider = new LoneDecider(null);
        TopicReader reader = new TopicReader(decider).allAlong()) {
      long next = seed;
      int round;
      for (int killed = 0; killed < kills; killed += round) {
        ChaosRound.Result result =
            new KillsRound(
                    decider,
                    reader,
                    KillsRound.Harm.KILL,
                    next++,
                    facts,
                    Math.min(KILLS_OF_A_ROUND, kills - killed),
                    ChaosRound.LONGEST_RECOVERY,
                    wrongClocks)
                .run();
        results.add(result);
        print(result);
        round = result.times();
        if (result.isBroken() || round == 0) {
          spec.commandLine()
              .getOut()
              .printf(
                  "  again: infra/kizuna chaos --kills %d --seed %d --facts %d; its logs: %s%n",
                  Math.max(1, round), result.seed(), facts, decider.keepLogs());
          return;
        }
      }
    }
  }

  /** Each of them must break a promise, or end; one that is not broken must not. */
  private int catchBrokenBuilds() throws Exception {
    int wrong = 0;
    for (KillsRound.Harm harm : KillsRound.Harm.values()) {
      wrong += isCaught(null, harm) ? 1 : 0;
    }
    for (BrokenBuild build : BrokenBuild.values()) {
      wrong += isCaught(build, build.harm()) ? 0 : 1;
    }
    return wrong == 0 ? 0 : 1;
  }

  private boolean isCaught(@Nullable BrokenBuild build, KillsRound.Harm harm) throws Exception {
    try (LoneDecider decider = new LoneDecider(build);
        TopicReader reader = new TopicReader(decider).allAlong()) {
      ChaosRound.Result result =
          new KillsRound(
                  decider, reader, harm, seed, facts, HARMS_OF_A_BROKEN_BUILD, BROKEN_LIMIT, false)
              .run();
      String failure = result.failure();
      say(
          "%-17s %-19s seed %d  %d times  %s"
              .formatted(
                  build == null ? "nothing broken" : build.id(),
                  result.fault(),
                  seed,
                  result.times(),
                  failure == null ? "held" : "caught: " + firstWords(failure)));
      return failure != null;
    }
  }

  private static String firstWords(String failure) {
    String line = failure.lines().findFirst().orElse("");
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + " …";
  }

  private List<ChaosFault> chosen() {
    List<ChaosFault> all = List.of(ChaosFault.values());
    if (faults.isEmpty()) {
      return kills > 0 ? List.of() : all;
    }
    List<ChaosFault> some = all.stream().filter(f -> faults.contains(f.id())).toList();
    if (some.size() != faults.stream().distinct().count()) {
      throw new ParameterException(
          spec.commandLine(),
          "expected some of "
              + all.stream().map(ChaosFault::id).collect(Collectors.joining(","))
              + " for --faults, but "
              + String.join(",", faults));
    }
    return some;
  }

  /** A platform and who reads it all along; another one after a round that broke it. */
  private final class Stage {
    private volatile @Nullable ChaosPlatform platform;
    private @Nullable TopicReader reader;
    private ChaosPlatform.Kind kind = ChaosPlatform.Kind.EMBEDDED;

    synchronized ChaosRound.Result round(ChaosFault fault, long seedOfRound, int factsOfRound)
        throws Exception {
      if (fault.platform() == ChaosPlatform.Kind.EARLIER_BUILD && earlier == null) {
        return ChaosRound.Result.skipped(fault, seedOfRound, "no earlier build: --earlier");
      }
      if (fault.platform() != kind || kind == ChaosPlatform.Kind.EARLIER_BUILD) {
        close();
        kind = fault.platform();
      }
      ChaosPlatform running = platform;
      TopicReader reading = reader;
      if (running == null || reading == null) {
        try {
          running = ChaosPlatform.start(kind, earlier);
        } catch (ChaosPlatform.NotStarted e) {
          return ChaosRound.Result.notStarted(fault, seedOfRound, e);
        }
        platform = running;
        reading = new TopicReader(running).allAlong();
        reader = reading;
      }
      ChaosRound.Result result =
          new ChaosRound(
                  running,
                  reading,
                  fault,
                  seedOfRound,
                  factsOfRound,
                  perSecond,
                  Duration.ofSeconds(away))
              .run();
      if (result.isBroken() && !stopped) {
        say("  its logs: " + running.keepLogs(fault.id()));
        close();
      }
      return result;
    }

    /** From any thread. */
    void abandon() {
      ChaosPlatform running = platform;
      if (running != null) {
        running.abandon();
      }
    }

    void close() {
      // What is interrupted is closed too.
      Thread.interrupted();
      TopicReader reading = reader;
      ChaosPlatform running = platform;
      reader = null;
      platform = null;
      try {
        if (reading != null) {
          reading.close();
        }
        if (running != null) {
          running.close();
        }
      } catch (IOException e) {
        spec.commandLine().getErr().println("a folder of the platform is left: " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The same with fewer and fewer facts, each on a platform of its own, while it still fails. */
  private void shrink(ChaosFault fault, Stage stage, ChaosRound.Result broken) throws Exception {
    int smallest = facts;
    for (int fewer = facts / 2; fewer >= FEWEST_FACTS; fewer /= 2) {
      if (!stage.round(fault, broken.seed(), fewer).isBroken()) {
        break;
      }
      smallest = fewer;
    }
    say(
        "  again: infra/kizuna chaos --faults %s --seed %d --facts %d"
            .formatted(fault.id(), broken.seed(), smallest));
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private static String verdict(ChaosRound.Result r) {
    return r.failure() != null
        ? "BROKEN " + r.failure().lines().findFirst().orElse("")
        : r.skipped() == null ? "held" : "held; skipped: " + r.skipped();
  }

  private void print(ChaosRound.Result r) {
    say(
        String.format(
            Locale.ROOT,
            "%-30s seed %-6d %3d times %,6d records %,4d reports   answers again after %5.1f s"
                + "   reports waited at most %5.1f s   %s",
            r.fault(),
            r.seed(),
            r.times(),
            r.records(),
            r.reports(),
            r.recovery().toMillis() / 1e3,
            r.refusal().toMillis() / 1e3,
            verdict(r)));
  }

  private void write(Path file, List<ChaosRound.Result> results) throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("# What was broken, and what held\n\n");
    page.append("Made by `infra/kizuna chaos");
    spec.commandLine()
        .getParseResult()
        .originalArgs()
        .forEach(arg -> page.append(arg.equals("chaos") ? "" : " " + arg));
    page.append("`. Each row can be had again by its fault and a seed.\n\n");
    page.append(
        "| fault | rounds | happened | skipped | broken | records | answers again after, median /"
            + " longest | a report waited at most | seeds |\n"
            + "|---|--:|--:|--:|--:|--:|---|---|---|\n");
    for (String fault : results.stream().map(ChaosRound.Result::fault).distinct().toList()) {
      List<ChaosRound.Result> of = results.stream().filter(r -> r.fault().equals(fault)).toList();
      long[] millis = of.stream().mapToLong(r -> r.recovery().toMillis()).sorted().toArray();
      page.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %d | %d | %d | %d | %,d | %.1f s / %.1f s | %.1f s | %s |%n",
              fault,
              of.size(),
              of.stream().mapToInt(ChaosRound.Result::times).sum(),
              of.stream().filter(r -> r.skipped() != null).count(),
              of.stream().filter(ChaosRound.Result::isBroken).count(),
              of.stream().mapToInt(ChaosRound.Result::records).sum(),
              millis[millis.length / 2] / 1e3,
              Arrays.stream(millis).max().orElse(0) / 1e3,
              of.stream().mapToLong(r -> r.refusal().toMillis()).max().orElse(0) / 1e3,
              seeds(of)));
    }
    List<ChaosRound.Result> broken = results.stream().filter(ChaosRound.Result::isBroken).toList();
    if (!broken.isEmpty()) {
      page.append("\n## Broken\n\n");
      broken.forEach(
          r ->
              page.append("- `")
                  .append(r.fault())
                  .append("`, seed ")
                  .append(r.seed())
                  .append(": ")
                  .append(verdict(r))
                  .append('\n'));
    }
    Files.writeString(file, page, StandardCharsets.UTF_8);
  }

  private static String seeds(List<ChaosRound.Result> of) {
    long first = of.stream().mapToLong(ChaosRound.Result::seed).min().orElse(0);
    long last = of.stream().mapToLong(ChaosRound.Result::seed).max().orElse(0);
    return first == last ? Long.toString(first) : first + " to " + last;
  }
}
