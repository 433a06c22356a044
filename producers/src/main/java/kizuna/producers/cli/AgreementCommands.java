package kizuna.producers.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import kizuna.schemas.text.TextReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
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
        "",
        "What an option says goes before what the file says.",
        ""
      })
  static final class Agree extends ReportCommand {

    @Parameters(paramLabel = "FILE", description = "The file; - for standard input.")
    private Path file;

    @Option(
        names = "--lender-association",
        paramLabel = "ASSOCIATION",
        split = ",",
        description =
            "Associations whose members lend under it (市長会, 町村会), by id; several with commas.")
    private List<String> lenderAssociations = List.of();

    @Option(
        names = "--travel-days",
        paramLabel = "DAYS",
        description = "Days on the road each way; they count in the tour.")
    private @Nullable Integer travelDays;

    @Option(
        names = "--recall-notice",
        paramLabel = "DAYS",
        description = "Days between the notice of a recall and the last day of work.")
    private @Nullable Integer recallNotice;

    @Override
    int run() {
      ObjectNode body = read();
      if (!lenderAssociations.isEmpty()) {
        ArrayNode lenders = body.putArray("lenderAssociations");
        lenderAssociations.forEach(lenders::add);
      }
      if (travelDays != null) {
        body.put("travelDays", travelDays);
      }
      if (recallNotice != null) {
        body.put("recallNoticeDays", recallNotice);
      }
      return report("/api/agreements", body);
    }

    private ObjectNode read() {
      try {
        String text =
            file.toString().equals("-") ? TextReader.all(System.in) : TextReader.file(file);
        if (JsonMapper.shared().readTree(text) instanceof ObjectNode object) {
          return object;
        }
        throw usage("expected a JSON object in " + file + ", but something else");
      } catch (JacksonException e) {
        throw usage("expected JSON in " + file + ", but " + e.getOriginalMessage());
      } catch (CharacterCodingException e) {
        throw usage(
            "expected UTF-8 in "
                + file
                + ", but other bytes; save the file as UTF-8 (not Shift_JIS)");
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
      return reportOn("agreements", agreement, "plan-confirmations", body);
    }
  }

  /** {@code suspend}. */
  @Command(
      name = "suspend",
      description = {
        "Nothing new is proposed under an agreement until it is resumed (協定の一時停止); what was promised stays promised.",
        "",
        "  ${ROOT-COMMAND-NAME} suspend shinjuku-wajima --why 区内の大雨への対応のため",
        ""
      })
  static final class Suspend extends ReportCommand {

    @Parameters(paramLabel = "AGREEMENT", description = "Id of the agreement.")
    private String agreement;

    @Option(
        names = "--why",
        paramLabel = "TEXT",
        required = true,
        description = "The reason; no personal data.")
    private String why;

    @Override
    int run() {
      return reportOn("agreements", agreement, "suspend", body().put("reason", why));
    }
  }

  /** {@code resume}. */
  @Command(
      name = "resume",
      description = {
        "A suspended agreement goes on (協定の再開).",
        "",
        "  ${ROOT-COMMAND-NAME} resume shinjuku-wajima",
        ""
      })
  static final class Resume extends ReportCommand {

    @Parameters(paramLabel = "AGREEMENT", description = "Id of the agreement.")
    private String agreement;

    @Override
    int run() {
      return reportOn("agreements", agreement, "resume", body());
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
      return reportOn("agreements", agreement, "end", body().put("lastDay", lastDay.toString()));
    }
  }
}
