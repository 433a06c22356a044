package kizuna.schemas.text;

import java.util.List;

/** The reason of a failure as an argument of a sentence for a person. */
public final class FailureReason {

  private static final MessageList LIST = MessageList.beside(FailureReason.class, "failure-reason");

  private FailureReason() {}

  /**
   * The failure itself if it has a sentence of its own; else the first line of its message, without
   * names of classes, and without a full stop.
   */
  public static Object of(Throwable failure) {
    if (failure instanceof LocalizedText text) {
      return (LocalizedText) language -> text.in(language).replaceAll("[.。]$", "");
    }
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    String plain =
        message
            .lines()
            .findFirst()
            .orElse("")
            .replaceAll("(?:[a-z0-9_]+\\.)+[A-Z][A-Za-z0-9_$]*(?:Exception|Error)?:? ?", "")
            .replaceAll("\\.$", "");
    return List.of("", "null").contains(plain.strip()) ? LIST.of("none") : plain.strip();
  }
}
