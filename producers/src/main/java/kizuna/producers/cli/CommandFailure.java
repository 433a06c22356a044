package kizuna.producers.cli;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Why a command cannot go on: the sentence for the person, the exit code for the program. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;
  private final transient Optional<ObjectNode> problem;

  CommandFailure(int exitCode, String sentence) {
    this(exitCode, sentence, Optional.empty());
  }

  CommandFailure(int exitCode, String sentence, Optional<ObjectNode> problem) {
    super(sentence);
    this.exitCode = exitCode;
    this.problem = problem;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }

  int exitCode() {
    return exitCode;
  }

  /** The problem document (RFC 9457) of the server, where it gave one. */
  Optional<ObjectNode> problem() {
    return problem;
  }
}
