package kizuna.producers.cli;

import kizuna.codes.FactKind;
import kizuna.codes.RefusalReason;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command that reports a fact about a dispatch (派遣), one wave of one lender for one request. The
 * dispatch is named by its id, or by request and lender.
 */
@Command
class DispatchCommand extends FactCommand {

  @Parameters(
      paramLabel = "DISPATCH",
      arity = "0..1",
      description = "Id of the dispatch, for example req-1a2b3c4d-1; or --request and --lender.")
  private @Nullable String dispatch;

  @Option(
      names = "--request",
      paramLabel = "REQUEST",
      description = "With --lender: its earliest wave for that request for which the act is legal.",
      order = 10)
  private @Nullable String request;

  @Option(
      names = "--lender",
      paramLabel = "WARD",
      description = "With --request: whose people.",
      order = 11)
  private @Nullable String lender;

  DispatchCommand(FactKind kind) {
    super(kind);
  }

  @Override
  final int run() {
    ObjectNode body = body();
    fill(body);
    if (dispatch != null && request == null && lender == null) {
      return reportOn(kind().kind(), dispatch, body);
    } else if (dispatch == null && request != null && lender != null) {
      body.putObject("dispatch")
          .put("requestId", request)
          .put("lender", lender(lender, "--lender"));
      return report(ANY_FACT, body.put("kind", kind().name()));
    }
    throw usage(CliMessages.of(dispatch == null ? "dispatch.incomplete" : "dispatch.tooMuch"));
  }

  /** {@code answer-extension}. */
  @Command(
      name = "answer-extension",
      description = {
        "The lender says whether they stay as long as they were asked to (延長への回答).",
        "",
        "  ${ROOT-COMMAND-NAME} answer-extension req-1a2b3c4d-1 --grant --as ward:shinjuku",
        "  ${ROOT-COMMAND-NAME} answer-extension req-1a2b3c4d-1 --refuse PERIOD_UNSUITABLE --as ward:shinjuku",
        ""
      })
  static final class AnswerExtension extends DispatchCommand {

    @Option(names = "--grant", description = "They stay (承諾).", order = 1)
    private boolean grant;

    @Option(
        names = "--refuse",
        paramLabel = "REASON",
        completionCandidates = CodeArguments.Reasons.class,
        description = "They do not (辞退), and why: ${COMPLETION-CANDIDATES}.",
        order = 2)
    private @Nullable String refuse;

    AnswerExtension() {
      super(FactKind.EXTENSION_ANSWERED);
    }

    @Override
    void fill(ObjectNode body) {
      if (grant == (refuse != null)) {
        throw usage(
            CliMessages.of(
                grant ? "either.both" : "either.neither",
                "--grant",
                "--refuse",
                "answer-extension"));
      }
      body.put("granted", grant);
      if (refuse != null) {
        body.put("reason", code(RefusalReason.class, refuse, "--refuse"));
      }
    }
  }
}
