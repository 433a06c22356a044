package kizuna.producers.cli;

import java.util.List;
import kizuna.codes.HazardType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is reported about a disaster as a whole. */
final class DisasterCommands {

  private DisasterCommands() {}

  /** {@code declare}. */
  @Command(
      name = "declare",
      description = {
        "Declares a disaster, or widens it (災害宣言).",
        "",
        "  ${ROOT-COMMAND-NAME} declare noto-2024 --name 令和6年能登半島地震 --hazard EARTHQUAKE \\",
        "      --struck wajima,suzu --struck-at 2024-01-01T16:10:00+09:00",
        "",
        "A lender among the struck is not asked for staff. A desk names itself and neighbours of"
            + " its prefecture that",
        "only receive; the coordinator adds others. Given the id of a disaster that stands, the"
            + " desk joins it.",
        ""
      })
  static final class Declare extends ReportCommand {

    @Parameters(
        paramLabel = "DISASTER",
        description = "Id of the disaster; given again, it is widened.")
    private String id;

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "Its name.")
    private String name;

    @Option(
        names = "--hazard",
        paramLabel = "HAZARD",
        required = true,
        completionCandidates = CodeArguments.Hazards.class,
        description = "What happened (災害種別): ${COMPLETION-CANDIDATES}.")
    private String hazard;

    @Option(
        names = "--struck",
        paramLabel = "PLACE",
        required = true,
        split = ",",
        description = "Who was struck, by code, name or romaji; several with commas.")
    private List<String> struck;

    @Option(
        names = "--struck-at",
        paramLabel = "TIME",
        description = "When it happened (発災日時; default: now).")
    private @Nullable String struckAt;

    @Option(
        names = "--new",
        description =
            "It is another disaster than those of the same name, or of the same hazard within 3"
                + " days.")
    private boolean another;

    @Option(
        names = "--yes",
        description = "It is meant, though it looks like a drill or lies more than a year back.")
    private boolean yes;

    @Override
    int run() {
      ObjectNode body = body();
      body.put("disasterId", id);
      if (another) {
        body.put("confirmedNew", true);
      }
      if (yes) {
        body.put("confirmedUnusual", true);
      }
      body.put("name", name);
      body.put("hazard", code(HazardType.class, hazard, "--hazard"));
      ArrayNode codes = body.putArray("struck");
      struck.forEach(place -> codes.add(place(place, "--struck")));
      // Left out, it is the time of the report: the same command again says the same.
      if (struckAt != null) {
        body.put("struckAt", time(struckAt, "--struck-at"));
      }
      return report("/api/disasters", body);
    }
  }

  /** {@code join}. */
  @Command(
      name = "join",
      description = {
        "The same disaster was declared twice (災害の統合): this one goes on as the other.",
        "",
        "  ${ROOT-COMMAND-NAME} join dis-2b3c4d5e --into noto-2024",
        "",
        "Its requests, offers and dispatches move with their turn, and its id means the other from"
            + " then on.",
        ""
      })
  static final class Join extends ReportCommand {

    @Parameters(paramLabel = "DISASTER", description = "Id of the disaster that ends.")
    private String disaster;

    @Option(
        names = "--into",
        paramLabel = "DISASTER",
        required = true,
        description = "Id of the disaster that goes on.")
    private String into;

    @Override
    int run() {
      if (into.equals(disaster)) {
        throw usage("expected another disaster than " + disaster + " for --into, but the same");
      }
      return reportOn("disasters", disaster, "join", body().put("into", into));
    }
  }

  /** {@code end-disaster}. */
  @Command(
      name = "end-disaster",
      description = {
        "A disaster is over (災害の終了): by whoever declared it, or the coordinator.",
        "",
        "  ${ROOT-COMMAND-NAME} end-disaster noto-2024",
        "",
        "Refused while requests are open or people are promised or away, unless it is confirmed."
            + " A week later what",
        "ended leaves the books; it stays in the ledger and in the archive.",
        ""
      })
  static final class EndDisaster extends ReportCommand {

    @Parameters(paramLabel = "DISASTER", description = "Id of the disaster.")
    private String disaster;

    @Option(
        names = "--yes",
        description = "It is meant: open requests are cancelled, whoever has left stays away.")
    private boolean yes;

    @Override
    int run() {
      ObjectNode body = body();
      if (yes) {
        body.put("confirmedUnusual", true);
      }
      return reportOn("disasters", disaster, "end", body);
    }
  }

  /** {@code reopen-disaster}. */
  @Command(
      name = "reopen-disaster",
      description = {
        "A disaster that was ended goes on (災害の再開).",
        "",
        "  ${ROOT-COMMAND-NAME} reopen-disaster noto-2024",
        "",
        "What was cancelled with its end comes back with `amend`, request by request.",
        ""
      })
  static final class ReopenDisaster extends ReportCommand {

    @Parameters(paramLabel = "DISASTER", description = "Id of the disaster.")
    private String disaster;

    @Override
    int run() {
      return reportOn("disasters", disaster, "reopen", body());
    }
  }

  /** {@code correct-disaster}. */
  @Command(
      name = "correct-disaster",
      description = {
        "What was declared of a disaster is put right (災害の訂正): its name, kind, time, or whom it"
            + " struck.",
        "",
        "  ${ROOT-COMMAND-NAME} correct-disaster noto-2024 --hazard TSUNAMI",
        "  ${ROOT-COMMAND-NAME} correct-disaster noto-2024 --also-struck suzu --not-struck nerima",
        "",
        "A desk adds or takes off itself and neighbours of its prefecture that only receive; the"
            + " coordinator anybody.",
        ""
      })
  static final class CorrectDisaster extends ReportCommand {

    @Parameters(paramLabel = "DISASTER", description = "Id of the disaster.")
    private String disaster;

    @Option(names = "--name", paramLabel = "NAME", description = "Its right name.")
    private @Nullable String name;

    @Option(
        names = "--hazard",
        paramLabel = "HAZARD",
        completionCandidates = CodeArguments.Hazards.class,
        description = "What really happened: ${COMPLETION-CANDIDATES}.")
    private @Nullable String hazard;

    @Option(names = "--struck-at", paramLabel = "TIME", description = "When it really happened.")
    private @Nullable String struckAt;

    @Option(
        names = "--also-struck",
        paramLabel = "PLACE",
        split = ",",
        description = "Who was struck as well; several with commas.")
    private @Nullable List<String> alsoStruck;

    @Option(
        names = "--not-struck",
        paramLabel = "PLACE",
        split = ",",
        description = "Who was not struck after all; several with commas.")
    private @Nullable List<String> notStruck;

    @Override
    int run() {
      ObjectNode body = body();
      if (name != null) {
        body.put("name", name);
      }
      if (hazard != null) {
        body.put("hazard", code(HazardType.class, hazard, "--hazard"));
      }
      if (struckAt != null) {
        body.put("struckAt", time(struckAt, "--struck-at"));
      }
      if (alsoStruck != null) {
        ArrayNode codes = body.putArray("alsoStruck");
        alsoStruck.forEach(place -> codes.add(place(place, "--also-struck")));
      }
      if (notStruck != null) {
        ArrayNode codes = body.putArray("notStruck");
        notStruck.forEach(place -> codes.add(place(place, "--not-struck")));
      }
      if (body.isEmpty()) {
        throw usage(
            "expected --name, --hazard, --struck-at, --also-struck or --not-struck for"
                + " correct-disaster, but none of them");
      }
      return reportOn("disasters", disaster, "correct", body);
    }
  }
}
