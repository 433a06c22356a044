package kizuna.producers.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kizuna.codes.OperationMode;
import kizuna.schemas.form.FormErrorText;
import kizuna.schemas.form.LineError;
import kizuna.schemas.text.LocalizedText;
import kizuna.schemas.text.Message;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code import}: many reports from a file. */
@Command(
    name = "import",
    description = {
      "Reports all facts of a file, in their order (一括報告). For operators.",
      "",
      "  ${ROOT-COMMAND-NAME} import reports.jsonl --check",
      "  ${ROOT-COMMAND-NAME} import reports.jsonl",
      "",
      "The file has one JSON object a line, as the log of a drill; \"at\" and \"by\" may be left out.",
      "It is checked as a whole before anything is sent. Imported again, nothing is counted twice.",
      ""
    })
final class ImportCommand extends ApiCommand {

  private static final String DEFAULT_NETWORK = "tokyo23";
  private static final int MAX_IN_BATCH = 200;
  private static final int BATCH_BYTES = 60_000;

  /** Bytes around a report in a batch: its key and the names of the fields. */
  private static final int AROUND = 120;

  private static final int MAX_ERRORS_SHOWN = 50;
  private static final int MAX_REFUSALS_SHOWN = 50;
  private static final int PAGE = 200;
  private static final Duration DECIDED_WITHIN = Duration.ofSeconds(60);

  @Parameters(paramLabel = "FILE", description = "JSON lines, UTF-8, at most 64 MiB.")
  private Path path = Path.of("");

  @Option(names = "--check", description = "Only check the file; nothing is sent.")
  private boolean check;

  @Override
  int run() {
    ImportFile file;
    try {
      file =
          ImportFile.read(
              path,
              network().orElse(DEFAULT_NETWORK),
              drill().isPresent() ? OperationMode.EXERCISE : OperationMode.ACTUAL);
    } catch (IOException e) {
      throw new CommandFailure(ExitCodes.USAGE, CliMessages.unreadable(path, e));
    }
    if (!file.errors().isEmpty()) {
      throw new CommandFailure(ExitCodes.USAGE, language -> errors(file.errors(), language));
    }
    List<ImportFile.Line> lines = file.lines();
    if (lines.isEmpty()) {
      throw new CommandFailure(ExitCodes.USAGE, CliMessages.of("import.empty", path));
    }
    if (check) {
      out().println(say("import.wellFormed", path, lines.size()));
      return ExitCodes.OK;
    }
    return summed(lines, send(lines));
  }

  private String errors(List<LineError> errors, Locale language) {
    List<LocalizedText> shown = new ArrayList<>();
    errors.stream()
        .limit(MAX_ERRORS_SHOWN)
        .forEach(e -> shown.add(l -> FormErrorText.ofFile(path.toString(), e.in(l), l)));
    if (errors.size() > MAX_ERRORS_SHOWN) {
      shown.add(CliMessages.of("import.moreErrors", errors.size() - MAX_ERRORS_SHOWN));
    }
    shown.add(CliMessages.of("import.nothingSent"));
    return shown.stream()
        .map(text -> text.in(language))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** The receipts in the order of the lines. */
  private List<JsonNode> send(List<ImportFile.Line> lines) {
    List<JsonNode> receipts = new ArrayList<>();
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(say("import.progress", path.getFileName()))
            .setInitialMax(lines.size())
            .setUnit(say("import.progress.unit"), 1)
            .setUpdateIntervalMillis(200)
            .build()) {
      while (receipts.size() < lines.size()) {
        try {
          ObjectNode answer = door().postPatiently("/api/facts/batch", batch(lines, receipts));
          answer.path("receipts").forEach(receipts::add);
        } catch (CommandFailure failure) {
          throw failure.and(
              CliMessages.of(
                  "import.partly",
                  receipts.size(),
                  lines.size(),
                  receipts.isEmpty() ? 0 : lines.get(receipts.size() - 1).number()));
        }
        bar.stepTo(receipts.size());
      }
    }
    return receipts;
  }

  private static ObjectNode batch(List<ImportFile.Line> lines, List<JsonNode> receipts) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode reports = body.putArray("reports");
    int bytes = 0;
    for (ImportFile.Line line : lines.subList(receipts.size(), lines.size())) {
      bytes += line.bytes() + line.key().length() + AROUND;
      if (reports.size() == MAX_IN_BATCH || (bytes > BATCH_BYTES && !reports.isEmpty())) {
        break;
      }
      reports.addObject().put("key", line.key()).set("report", line.report());
    }
    return body;
  }

  private int summed(List<ImportFile.Line> lines, List<JsonNode> receipts) {
    long again = receipts.stream().filter(r -> r.path("again").asBoolean(false)).count();
    Map<String, Integer> numbers = new HashMap<>();
    Map<String, Long> first = new HashMap<>();
    Map<String, JsonNode> last = new HashMap<>();
    for (int i = 0; i < receipts.size(); i++) {
      String network = text(receipts.get(i), "network");
      long offset = receipts.get(i).path("offset").asLong(-1);
      numbers.put(network + "/" + offset, lines.get(i).number());
      first.merge(network, offset, Math::min);
      last.merge(
          network,
          receipts.get(i),
          (a, b) -> a.path("offset").asLong(-1) > b.path("offset").asLong(-1) ? a : b);
    }
    boolean decided =
        last.values().stream()
            .allMatch(receipt -> door().awaitOutcome(receipt, DECIDED_WITHIN).isPresent());
    List<Message> refused = new ArrayList<>();
    first.forEach((network, offset) -> refused(network, offset, numbers, refused));
    if (json()) {
      ObjectNode sum = JsonNodeFactory.instance.objectNode();
      sum.put("reports", receipts.size()).put("again", again).put("decided", decided);
      ArrayNode sentences = sum.putArray("refused");
      refused.forEach(line -> sentences.add(line.in(Locale.ENGLISH)));
      printJson(sum);
    } else {
      out().println(say("import.recorded", receipts.size(), again));
      refused.stream()
          .limit(MAX_REFUSALS_SHOWN)
          .forEach(line -> out().println(line.in(language())));
      if (refused.size() > MAX_REFUSALS_SHOWN) {
        out().println(say("import.moreRefused", refused.size() - MAX_REFUSALS_SHOWN));
      }
    }
    if (!decided) {
      err().println(say("import.undecided"));
      return ExitCodes.NOT_REACHED;
    }
    return refused.isEmpty() ? ExitCodes.OK : ExitCodes.REFUSED;
  }

  /** The newest refusals of a network that are of this file, by the numbers of their lines. */
  private void refused(
      String network, long firstOffset, Map<String, Integer> numbers, List<Message> refused) {
    Optional<String> after = Optional.empty();
    boolean more = true;
    while (more) {
      Map<String, String> asked = new HashMap<>(Map.of("network", network, "limit", "" + PAGE));
      after.ifPresent(cursor -> asked.put("after", cursor));
      ObjectNode page = door().get("/api/rejections", asked);
      boolean older = false;
      for (JsonNode row : page.path("rows")) {
        long offset = row.path("intakeOffset").asLong(-1);
        Integer number = numbers.get(network + "/" + offset);
        older |= offset < firstOffset;
        if (number != null) {
          List<String> reasons = new ArrayList<>();
          row.path("reasons").forEach(reason -> reasons.add(text(reason, "sentence")));
          refused.add(CliMessages.of("import.refused", number, String.join(" ", reasons)));
        }
      }
      after = Optional.of(text(page, "next")).filter(cursor -> !cursor.isEmpty());
      more = after.isPresent() && !older;
    }
  }
}
