package kizuna.producers.cli;

import java.io.PrintWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says a decision as a person wants to hear it: yes or no, why not, who comes when, what is next.
 */
final class DecisionPrint {

  private static final int YEAR_AND_DASH = 5;

  private final PrintWriter out;
  private final PrintWriter err;
  private final String program;
  private final CodeLabels labels;

  DecisionPrint(PrintWriter out, PrintWriter err, String program, CodeLabels labels) {
    this.out = out;
    this.err = err;
    this.program = program;
    this.labels = labels;
  }

  /** Whether the fact stands. A repetition stands if the first one did. */
  static boolean isYes(ObjectNode decision) {
    String outcome = decision.path("outcome").asString("");
    return (outcome.equals("ACCEPTED") || outcome.equals("DUPLICATE"))
        && decision.path("reasons").isEmpty();
  }

  void print(ObjectNode decision) {
    out.println(labels.of("Outcome", decision.path("outcome").asString("")));
    for (JsonNode reason : decision.path("reasons")) {
      out.println("  " + reason.path("code").asString("") + ": " + sentence(reason));
      String meant = reason.path("confirmedBy").asString("");
      if (!meant.isEmpty()) {
        out.println("    → " + (meant.equals("confirmedNew") ? "--new" : "--yes"));
      }
    }
    JsonNode letter = decision.path("deadLetter");
    if (letter.isObject()) {
      out.println(
          "  " + letter.path("cause").asString("") + ": " + letter.path("detail").asString(""));
    }
    for (JsonNode proposal : decision.path("proposals")) {
      out.println(
          "→ "
              + proposal.path("lender").asString("")
              + " "
              + proposal.path("lenderName").asString("")
              + " "
              + people(proposal.path("headCount").asInt(0))
              + ", "
              + period(proposal)
              + " (dispatch "
              + proposal.path("dispatchId").asString("")
              + ")");
    }
    for (JsonNode explanation : decision.path("explanations")) {
      int open = explanation.path("openAfter").asInt(0);
      out.println(
          "  request "
              + explanation.path("requestId").asString("")
              + ": "
              + (open == 0
                  ? "nothing open any more"
                  : open
                      + " person-days (人日) still open, of "
                      + explanation.path("openBefore").asInt(0)
                      + " before")
              + histogram(explanation, open));
    }
    next(decision);
  }

  private static String sentence(JsonNode reason) {
    String sentence = reason.path("sentence").asString("");
    return sentence.isEmpty()
        ? "expected "
            + reason.path("expected").asString("")
            + " for "
            + reason.path("subject").asString("")
            + ", but "
            + reason.path("actual").asString("")
        : sentence;
  }

  private static String histogram(JsonNode explanation, int open) {
    String histogram = explanation.path("histogram").asString("");
    return open == 0 || histogram.isEmpty() ? "" : System.lineSeparator() + "  " + histogram;
  }

  private static String people(int count) {
    return count == 1 ? "1 person" : count + " people";
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
      err.println(
          "Next: "
              + program
              + " confirm "
              + proposals.get(0).path("dispatchId").asString("")
              + ", "
              + program
              + " why "
              + proposals.get(0).path("requestId").asString(""));
    } else if (!explanations.isEmpty()) {
      err.println(
          "Next: " + program + " why " + explanations.get(0).path("requestId").asString(""));
    }
  }
}
