package kizuna.infra.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kizuna.codes.AccountRole;
import kizuna.drills.DrillOffice;
import kizuna.drills.Inject;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.FailureSentence;
import kizuna.infra.host.UserError;
import kizuna.producers.drill.DrillPlan;
import kizuna.producers.drill.DrillReplay;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.text.TextReader;
import kizuna.seeds.drill.DrillOutline;
import kizuna.seeds.drill.InjectList;
import kizuna.seeds.drill.ReplayableDrill;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a drill's run: pace, played bodies, injects. */
final class PlayOptions {

  @Option(
      names = "--speed",
      paramLabel = "N|max",
      defaultValue = "max",
      description = "times faster than the drill's own time, or max (default)")
  private String speed = "max";

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description =
          "scenario time at which it ends: 2024-01-01T18:00:00+09:00, or +2:30 after the start")
  private @Nullable String until;

  @Option(
      names = "--pause-at",
      paramLabel = "TIME",
      description = "goes there at once, then waits for drill direct RUN resume")
  private @Nullable String pauseAt;

  @Option(
      names = "--join",
      description = {
        "people may join at the ordinary pages; the drill's list of injects is played,",
        "and the run goes on after its log until it is ended"
      })
  private boolean join;

  @Option(
      names = "--play",
      paramLabel = "ROLE:CODE",
      description =
          "played from the beginning, for example LENDER:131121 or DESK:172049; with --join")
  private List<String> play = new ArrayList<>();

  @Option(
      names = "--take-over-after",
      paramLabel = "MINUTES",
      description = "the log acts for a played body that has not within so many scenario minutes")
  private @Nullable Integer takeOverAfter;

  @Option(
      names = "--injects",
      paramLabel = "FILE",
      description = "a list of injects (MSEL), .json or .xlsx, instead of the drill's own")
  private @Nullable Path injects;

  @Option(names = "--order", hidden = true, description = "the order of a page that asks for it")
  private @Nullable String order;

  /** The plan of a drill, from the options. */
  DrillPlan plan(ReplayableDrill loaded) {
    CommandMessages words = DrillCommand.words();
    DrillOutline drill = loaded.outline();
    if (join && loaded.facts().size() > DrillPlan.MAX_JOINED) {
      throw new UserError(words.of("join.long", DrillPlan.MAX_JOINED, loaded.facts().size()));
    }
    if (!join && !play.isEmpty()) {
      throw new UserError(words.of("play.join"));
    }
    if (takeOverAfter != null && (takeOverAfter < 1 || takeOverAfter > InjectList.MAX_MINUTES)) {
      throw new UserError(words.of("takeOver", takeOverAfter, InjectList.MAX_MINUTES));
    }
    return new DrillPlan(
        drill,
        loaded.facts(),
        list(drill),
        factor(words),
        time(drill, until, "--until", words),
        time(drill, pauseAt, "--pause-at", words),
        join,
        play.stream().map(PlayOptions::office).toList(),
        Optional.ofNullable(takeOverAfter).map(Duration::ofMinutes),
        new DrillOffice(AccountRole.DIRECTOR, ""),
        order);
  }

  /** Whether the run has a pace for people, so that it must show progress. */
  boolean isPaced() {
    return join || !speed.equals("max");
  }

  private double factor(CommandMessages words) {
    return speed(speed, words);
  }

  /** A speed as people write it. */
  static double speed(String text, CommandMessages words) {
    String given = TextReader.narrow(text).strip();
    if (given.equals("max")) {
      return DrillReplay.MAX_SPEED;
    }
    try {
      double factor = Double.parseDouble(given);
      if (factor > 0 && factor < Double.POSITIVE_INFINITY) {
        return factor;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new UserError(words.of("speed", text));
  }

  private static Optional<Instant> time(
      DrillOutline drill, @Nullable String text, String option, CommandMessages words) {
    if (text == null) {
      return Optional.empty();
    }
    Optional<Instant> time = InjectList.time(drill, TextReader.narrow(text).strip());
    if (time.isEmpty()) {
      throw new UserError(words.of("time", option, text));
    }
    return time;
  }

  /** A body as people write it: its role and its code. */
  static DrillOffice office(String text) {
    String[] parts = TextReader.narrow(text).strip().split(":", -1);
    String role = parts[0].toUpperCase(Locale.ROOT);
    if (parts.length == 2 && !parts[1].isBlank()) {
      switch (role) {
        case "LENDER", "WARD" -> {
          return new DrillOffice(AccountRole.WARD, parts[1]);
        }
        case "DESK" -> {
          return new DrillOffice(AccountRole.DESK, parts[1]);
        }
        case "COORDINATOR" -> {
          return new DrillOffice(AccountRole.COORDINATOR, parts[1]);
        }
        default -> {
          // Reported below.
        }
      }
    }
    throw new UserError(DrillCommand.words().of("body", text));
  }

  private List<Inject> list(DrillOutline drill) {
    if (injects != null) {
      return read(drill, injects);
    }
    return join ? InjectList.bundled(drill) : List.of();
  }

  /**
   * Reads a list of injects from a file.
   *
   * @throws UserError with everything that is wrong, in the language of the caller
   */
  static List<Inject> read(DrillOutline drill, Path file) {
    CommandMessages words = DrillCommand.words();
    try {
      return file.toString().endsWith(".xlsx")
          ? InjectSheet.read(drill, file)
          : InjectList.readJson(drill, Files.readString(file));
    } catch (FormErrors e) {
      throw new UserError(language -> e.inFile(String.valueOf(file.getFileName()), language), e);
    } catch (IOException e) {
      throw new UserError(words.of("injects.file", file, FailureSentence.reason(e)), e);
    }
  }
}
