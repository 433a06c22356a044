package kizuna.producers.cli;

import java.util.List;
import kizuna.codes.FactKind;
import kizuna.codes.HazardType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
final class DeclareCommand extends ReportCommand {

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
    // If omitted, it is the time of the report: repeating the command gives the same content.
    if (struckAt != null) {
      body.put("struckAt", time(struckAt, "--struck-at"));
    }
    return report(FactKind.DISASTER_DECLARED, body);
  }
}
