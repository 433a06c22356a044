package kizuna.producers.cli;

import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints a decision for people: yes or no, the reason, who comes when, the next step. */
final class DecisionPrint {

  private static final int YEAR_AND_DASH = 5;

  private final ApiCommand command;

  DecisionPrint(ApiCommand command) {
    this.command = command;
  }

  /** Whether the fact is accepted. A repetition is accepted if the first one was. */
  static boolean isYes(ObjectNode decision) {
    String outcome = decision.path("outcome").asString("");
    return (outcome.equals("ACCEPTED") || outcome.equals("DUPLICATE"))
        && decision.path("reasons").isEmpty();
  }

  void print(ObjectNode decision) {
    PrintWriter out = command.out();
    out.println(command.labels().of("Outcome", decision.path("outcome").asString("")));
    for (JsonNode reason : decision.path("reasons")) {
      out.println(
          "  " + reason.path("code").asString("") + ": " + reason.path("sentence").asString(""));
      String meant = reason.path("confirmedBy").asString("");
      if (!meant.isEmpty()) {
        out.println("    → " + (meant.equals("confirmedNew") ? "--new" : "--yes"));
      }
    }
    decision.path("remarks").forEach(remark -> out.println("  " + remark.asString("")));
    JsonNode letter = decision.path("deadLetter");
    if (letter.isObject()) {
      String cause = letter.path("cause").asString("");
      out.println(
          "  "
              + command.labels().of("DeadLetterCause", cause)
              + ": "
              + letter.path("detail").asString(""));
    }
    for (JsonNode proposal : decision.path("proposals")) {
      out.println(
          command.say(
              "decision.proposal",
              proposal.path("lender").asString(""),
              proposal.path("lenderName").asString(""),
              proposal.path("headCount").asInt(0),
              period(proposal),
              proposal.path("dispatchId").asString("")));
    }
    for (JsonNode explanation : decision.path("explanations")) {
      int open = explanation.path("openAfter").asInt(0);
      out.println(
          "  "
              + command.say(
                  open == 0 ? "decision.full" : "decision.open",
                  explanation.path("requestId").asString(""),
                  open,
                  explanation.path("openBefore").asInt(0))
              + histogram(explanation, open));
    }
    next(decision);
  }

  private static String histogram(JsonNode explanation, int open) {
    String histogram = explanation.path("histogram").asString("");
    return open == 0 || histogram.isEmpty() ? "" : System.lineSeparator() + "  " + histogram;
  }

  /** 2024-01-03…01-10: the year once, where it is one. */
  static String period(JsonNode row) {
    String first = row.path("firstDay").asString("");
    String last = row.path("lastDay").asString("");
    boolean oneYear =
        first.length() > YEAR_AND_DASH && last.startsWith(first.substring(0, YEAR_AND_DASH));
    return first + "…" + (oneYear ? last.substring(YEAR_AND_DASH) : last);
  }

  private void next(ObjectNode decision) {
    JsonNode proposals = decision.path("proposals");
    JsonNode explanations = decision.path("explanations");
    if (!proposals.isEmpty()) {
      String confirm = call("confirm", proposals.get(0).path("dispatchId"));
      String why = call("why", proposals.get(0).path("requestId"));
      command.err().println(command.say("decision.next", confirm + ", " + why));
    } else if (!explanations.isEmpty()) {
      String why = call("why", explanations.get(0).path("requestId"));
      command.err().println(command.say("decision.next", why));
    }
  }

  private String call(String name, JsonNode id) {
    return command.program() + " " + name + " " + id.asString("");
  }
}
