package kizuna.producers.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.List;
import kizuna.codes.FactKind;
import kizuna.schemas.text.JsonFault;
import kizuna.schemas.text.TextReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
final class AgreeCommand extends ReportCommand {

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
    return report(FactKind.AGREEMENT_SIGNED, body);
  }

  private ObjectNode read() {
    try {
      String text = file.toString().equals("-") ? TextReader.all(System.in) : TextReader.file(file);
      if (JsonMapper.shared().readTree(text) instanceof ObjectNode object) {
        return object;
      }
      throw usage(CliMessages.of("agree.noObject", file));
    } catch (JacksonException e) {
      throw usage(CliMessages.of("agree.noJson", file, JsonFault.of(e)));
    } catch (CharacterCodingException e) {
      throw usage(CliMessages.of("agree.notUtf8", file));
    } catch (IOException e) {
      throw usage(CliMessages.unreadable(file, e));
    }
  }
}
