package kizuna.producers.cli;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What the codes of the contract are called in the caller's language. Kizuna says so itself, so
 * that board, explanation and command line use one word for one thing.
 */
final class Labels {

  private final JsonNode words;

  private Labels(JsonNode words) {
    this.words = words;
  }

  /** The labels; codes stand for themselves where they cannot be had. */
  static Labels of(Door door) {
    Optional<JsonNode> words = door.find("/api/words", Map.of()).map(n -> n.path("words"));
    return new Labels(words.orElseGet(JsonNodeFactory.instance::objectNode));
  }

  /** The label of a code of a list, for example {@code TaskType}. */
  String of(String list, String code) {
    return words.path(list + "." + code).asString(code);
  }
}
