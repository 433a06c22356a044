package kizuna.producers.cli;

import java.util.Locale;
import java.util.Optional;
import kizuna.schemas.text.LocalizedText;
import tools.jackson.databind.node.ObjectNode;

/** Why a command cannot go on: the sentence for the person, the exit code for the program. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;
  private final transient LocalizedText sentence;
  private final transient Optional<ObjectNode> problem;

  CommandFailure(int exitCode, LocalizedText sentence) {
    this(exitCode, sentence, Optional.empty());
  }

  CommandFailure(int exitCode, LocalizedText sentence, Optional<ObjectNode> problem) {
    super(sentence.in(Locale.ENGLISH));
    this.exitCode = exitCode;
    this.sentence = sentence;
    this.problem = problem;
  }

  /** The same failure with one more sentence, on a line of its own. */
  CommandFailure and(LocalizedText more) {
    return new CommandFailure(
        exitCode, language -> in(language) + System.lineSeparator() + more.in(language), problem);
  }

  /** The sentence for the person. */
  String in(Locale language) {
    return sentence.in(language);
  }

  int exitCode() {
    return exitCode;
  }

  /** The problem document (RFC 9457) of the server, where it gave one. */
  Optional<ObjectNode> problem() {
    return problem;
  }
}
