package kizuna.producers.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is reported about agreements (災害時相互応援協定). */
final class AgreementCommands {

  private AgreementCommands() {}

  /** {@code agree}. */
  @Command(
      name = "agree",
      description = {
        "An agreement was signed, or a new version of it (協定の締結): read from a JSON file.",
        "",
        "  ${ROOT-COMMAND-NAME} agree shinjuku-wajima.json",
        "  cat shinjuku-wajima.json | ${ROOT-COMMAND-NAME} agree -",
        "",
        "The file, for example:",
        "  { \"agreementId\": \"shinjuku-wajima\", \"version\": 1, \"title\": \"災害時相互応援協定\",",
        "    \"lenders\": [\"131041\"], \"receivers\": [\"172049\"], \"costBearer\": \"RECEIVER\",",
        "    \"validFrom\": \"2024-04-01\", \"source\": \"協定書\", \"certainty\": \"SOURCED\" }",
        ""
      })
  static final class Agree extends ReportCommand {

    @Parameters(paramLabel = "FILE", description = "The file; - for standard input.")
    private Path file;

    @Override
    int run() {
      return report("/api/agreements", read(), Optional.empty());
    }

    private ObjectNode read() {
      try {
        String text =
            file.toString().equals("-")
                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                : Files.readString(file);
        if (JsonMapper.shared().readTree(text) instanceof ObjectNode object) {
          return object;
        }
        throw usage("expected a JSON object in " + file + ", but something else");
      } catch (JacksonException e) {
        throw usage("expected JSON in " + file + ", but " + e.getOriginalMessage());
      } catch (IOException e) {
        throw usage(
            "expected a file that can be read for FILE, but "
                + file
                + " ("
                + e.getClass().getSimpleName()
                + ")");
      }
    }
  }

  /** {@code confirm-plan}. */
  @Command(
      name = "confirm-plan",
      description = {
        "One side confirms that its plan under an agreement stands (計画の相互確認).",
        "",
        "  ${ROOT-COMMAND-NAME} confirm-plan shinjuku-wajima --by wajima --valid-to 2025-03-31",
        ""
      })
  static final class ConfirmPlan extends ReportCommand {

    @Parameters(paramLabel = "AGREEMENT", description = "Id of the agreement.")
    private String agreement;

    @Option(
        names = "--by",
        paramLabel = "PLACE",
        required = true,
        description = "Who confirms: a lender or a receiver of it.")
    private String by;

    @Option(
        names = "--valid-to",
        paramLabel = "DAY",
        required = true,
        description = "Last day (JST) for which it holds.")
    private LocalDate validTo;

    @Override
    int run() {
      ObjectNode body =
          body().put("confirmedBy", lender(by, "--by")).put("validTo", validTo.toString());
      return report(
          "/api/agreements/" + Door.segment(agreement) + "/plan-confirmations",
          body,
          Optional.empty());
    }
  }

  /** {@code end-agreement}. */
  @Command(
      name = "end-agreement",
      description = {
        "An agreement was ended (協定の終了); what was promised under it before stays promised.",
        "",
        "  ${ROOT-COMMAND-NAME} end-agreement shinjuku-wajima --last-day 2025-03-31",
        ""
      })
  static final class EndAgreement extends ReportCommand {

    @Parameters(paramLabel = "AGREEMENT", description = "Id of the agreement.")
    private String agreement;

    @Option(
        names = "--last-day",
        paramLabel = "DAY",
        required = true,
        description = "Last day in force (JST).")
    private LocalDate lastDay;

    @Override
    int run() {
      return report(
          "/api/agreements/" + Door.segment(agreement) + "/end",
          body().put("lastDay", lastDay.toString()),
          Optional.empty());
    }
  }
}
