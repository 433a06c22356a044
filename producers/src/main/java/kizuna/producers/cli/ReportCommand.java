package kizuna.producers.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import kizuna.codes.FactKind;
import kizuna.schemas.access.LenderRole;
import kizuna.schemas.form.FactDescriptor;
import kizuna.schemas.form.FactKinds;
import kizuna.schemas.text.TextReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Common part of every command that reports a fact: reporter, time and decision. */
@Command
abstract class ReportCommand extends ApiCommand {

  /** Takes any fact; the body names its kind. */
  static final String ANY_FACT = "/api/facts";

  private static final String DEFAULT_NETWORK = "tokyo23";
  private static final Duration DECIDED_WITHIN = Duration.ofSeconds(5);

  private static final Pattern WORD_END = Pattern.compile("([a-z])([A-Z])");

  @Option(
      names = "--as",
      paramLabel = "ROLE[:BODY]",
      description = {
        "In whose name: desk:wajima (受援), ward:shinjuku (応援), coordinator (調整担当).",
        "Default: whose act it is by the arguments, else the coordinator."
      },
      order = 80)
  private @Nullable String as;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "When it happened, for example 2024-01-01T16:10:00+09:00 (default: now).",
      order = 81)
  private @Nullable String at;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Idempotency key: sent again with the same key, it is never counted twice.",
      order = 82)
  private @Nullable String key;

  @Option(
      names = "--no-wait",
      description = "Do not wait for the decision; the receipt is enough.",
      order = 83)
  private boolean noWait;

  /** Reports, waits for the decision, prints both. The server sets the default reporter. */
  final int report(String path, ObjectNode body) {
    network().ifPresent(n -> body.put("network", n));
    if (as != null) {
      body.set("reporter", reporter(as));
    }
    if (at != null) {
      body.put("occurredAt", time(at, "--at"));
    }
    String idempotencyKey = key == null ? UUID.randomUUID().toString() : key;
    ObjectNode receipt = append(path, body, idempotencyKey);
    Optional<ObjectNode> decision =
        noWait ? Optional.empty() : door().awaitOutcome(receipt, DECIDED_WITHIN);
    if (json()) {
      ObjectNode both = JsonNodeFactory.instance.objectNode();
      both.set("receipt", receipt);
      decision.ifPresent(d -> both.set("decision", d));
      printJson(both);
    } else {
      printReceipt(receipt);
      decision.ifPresent(d -> new DecisionPrint(this).print(d));
    }
    if (decision.isEmpty()) {
      if (noWait) {
        return ExitCodes.OK;
      }
      err()
          .println(
              say("undecided", DECIDED_WITHIN.toSeconds(), receipt.path("outcome").asString("")));
      return ExitCodes.NOT_REACHED;
    }
    return DecisionPrint.isYes(decision.get()) ? ExitCodes.OK : ExitCodes.REFUSED;
  }

  /** Reports on the route of a kind that names nothing. */
  final int report(FactKind kind, ObjectNode body) {
    return report(route(kind).path(), body);
  }

  /** Reports on the route of a kind with the id of the subject. */
  final int reportOn(FactKind kind, String id, ObjectNode body) {
    return report(route(kind).of(ApiClient.segment(id)), body);
  }

  private static FactDescriptor.Route route(FactKind kind) {
    return FactKinds.of(kind).route().orElseThrow();
  }

  private ObjectNode append(String path, ObjectNode body, String idempotencyKey) {
    try {
      return door().post(path, body, idempotencyKey);
    } catch (CommandFailure failure) {
      if (failure.exitCode() != ExitCodes.NOT_REACHED) {
        throw failure;
      }
      throw failure.and(CliMessages.of("sendAgain", idempotencyKey));
    }
  }

  private void printReceipt(ObjectNode receipt) {
    StringBuilder what = new StringBuilder(kind(receipt.path("kind").asString("Fact")));
    for (String id :
        new String[] {
          "overrideId",
          "lessonId",
          "testId",
          "disasterId",
          "requestId",
          "offerId",
          "agreementId",
          "dispatchId"
        }) {
      String value = receipt.path(id).asString("");
      if (!value.isEmpty()) {
        what.append(' ').append(value);
      }
    }
    String network = receipt.path("network").asString("");
    long offset = receipt.path("offset").asLong(-1);
    out()
        .println(
            say("recorded", what, network, offset)
                + drill().map(id -> say("recorded.drill", id)).orElse(""));
  }

  /** The contract's name of a kind in English; in other languages its label. */
  private String kind(String name) {
    return language().equals(Locale.JAPANESE)
        ? labels()
            .of("FactKind", WORD_END.matcher(name).replaceAll("$1_$2").toUpperCase(Locale.ROOT))
        : name;
  }

  private JsonNode reporter(String who) {
    // Full-width letters and colon too: desk：輪島.
    String[] parts = TextReader.narrow(who).split("[: ]", 2);
    String role = LenderRole.written(parts[0]).toUpperCase(Locale.ROOT);
    Optional<String> body =
        parts.length == 2 && !parts[1].isBlank() ? Optional.of(parts[1].strip()) : Optional.empty();
    ObjectNode reporter = JsonNodeFactory.instance.objectNode();
    switch (role) {
      case "COORDINATOR" ->
          reporter.put("role", role).put("body", body.or(this::network).orElse(DEFAULT_NETWORK));
      case "WARD" -> reporter.put("role", role).put("body", lender(body.orElse(""), "--as"));
      case "DESK" -> reporter.put("role", role).put("body", place(body.orElse(""), "--as"));
      default -> throw usage(CliMessages.of("reporter", who));
    }
    return reporter;
  }

  /** A time with its offset, in the form of the API. */
  final String time(String given, String option) {
    return TextReader.time(given)
        .orElseThrow(() -> usage(CliMessages.of("time", option, given)))
        .toString();
  }

  /** An empty body. */
  static ObjectNode body() {
    return JsonNodeFactory.instance.objectNode();
  }
}
