package kizuna.producers.cli;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Labels of the contract's codes in the caller's language. They come from Kizuna itself, so that
 * board, explanation and command line use the same words.
 */
final class CodeLabels {

  private final JsonNode words;

  private CodeLabels(JsonNode words) {
    this.words = words;
  }

  /** The labels; the codes themselves if the labels are not available. */
  static CodeLabels of(ApiClient door) {
    return new CodeLabels(words(door).orElseGet(JsonNodeFactory.instance::objectNode));
  }

  private static Optional<JsonNode> words(ApiClient door) {
    try {
      return door.find("/api/words", Map.of()).map(n -> n.path("words"));
    } catch (CommandFailure e) {
      // The result is shown without labels.
      return Optional.empty();
    }
  }

  /** The label of a code of a list, for example {@code TaskType}. */
  String of(String list, String code) {
    return words.path(list + "." + code).asString(code);
  }
}
