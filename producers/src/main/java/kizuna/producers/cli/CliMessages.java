package kizuna.producers.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import kizuna.schemas.text.LocalizedText;
import kizuna.schemas.text.Message;
import kizuna.schemas.text.MessageList;

/** Sentences of the commands that report and read. */
final class CliMessages {

  static final MessageList LIST = MessageList.beside(CliMessages.class, "cli");

  private CliMessages() {}

  static Message of(String key, Object... arguments) {
    return LIST.of(key, arguments);
  }

  /** Why a file cannot be read. */
  static Message unreadable(Path file, IOException why) {
    if (Files.isDirectory(file)) {
      return of("file.folder", file);
    } else if (why instanceof NoSuchFileException) {
      return of("file.missing", file);
    } else if (why instanceof AccessDeniedException) {
      return of("file.denied", file);
    }
    return of("file.unreadable", file);
  }

  /**
   * Several texts as one.
   *
   * @param separator key of the separator
   * @param texts each a {@link LocalizedText}, or the same in every language
   */
  static LocalizedText joined(String separator, List<?> texts) {
    return language ->
        texts.stream()
            .map(t -> t instanceof LocalizedText text ? text.in(language) : t.toString())
            .collect(Collectors.joining(of(separator).in(language)));
  }
}
