package kizuna.infra.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import kizuna.producers.IntakeProducer;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.text.LocalizedText;
import kizuna.schemas.text.MessageList;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Turns the failure of a command into a sentence for the user, without names of exceptions. */
public final class FailureSentence {

  private static final MessageList LIST = MessageList.beside(FailureSentence.class, "failure");

  private FailureSentence() {}

  /** The sentence for a failure. */
  public static LocalizedText of(Throwable failure) {
    Throwable e = cause(failure);
    if (e instanceof LocalizedText text) {
      return text;
    } else if (e instanceof OutOfMemoryError) {
      return LIST.of("memory");
    } else if (e instanceof IntakeProducer.LogUnavailable
        || e instanceof IntakeProducer.FactTooLarge
        || e instanceof SchemaRegistry.RegistryUnavailable
        || e instanceof SchemaRegistry.RegistryRefused) {
      return language -> sentence(e);
    } else if (e instanceof AuthenticationException || e instanceof AuthorizationException) {
      return LIST.of("letIn", message(e));
    } else if (e instanceof TimeoutException) {
      return LIST.of("inTime", message(e));
    } else if (e instanceof KafkaException) {
      return LIST.of("kafka", message(e), LIST.of("look"));
    } else if (e instanceof NoSuchFileException file) {
      return LIST.of("file.absent", String.valueOf(file.getFile()));
    } else if (e instanceof AccessDeniedException file) {
      return LIST.of("file.denied", String.valueOf(file.getFile()));
    } else if (e instanceof FileSystemException file) {
      Object reason = file.getReason() == null ? LIST.of("file.noReason") : file.getReason();
      return LIST.of("file.refused", String.valueOf(file.getFile()), reason);
    } else if (e instanceof IOException) {
      return LIST.of("readAndWrite", message(e), LIST.of("look"));
    }
    return LIST.of("inside", message(e), LIST.of("look"));
  }

  /** Why a file cannot be read or written, as an argument of a sentence. */
  public static Object reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return LIST.of("reason.absent");
    }
    if (e instanceof AccessDeniedException) {
      return LIST.of("reason.denied");
    }
    if (e instanceof FileSystemException file && file.getReason() == null) {
      return LIST.of("file.noReason");
    }
    return message(e);
  }

  /** That another language came than those that there are. */
  static LocalizedText language(String tag) {
    return LIST.of("language", tag);
  }

  /** The cause of wrappers that only pass a failure on. */
  private static Throwable cause(Throwable failure) {
    Throwable e = failure;
    for (int depth = 0; depth < 20; depth++) {
      Throwable cause = e.getCause();
      boolean passedOn =
          e instanceof ExecutionException
              || e instanceof CompletionException
              || e instanceof UncheckedIOException;
      if (cause == null || !passedOn) {
        return e;
      }
      e = cause;
    }
    return e;
  }

  private static String sentence(Throwable e) {
    String message = message(e).toString();
    return message.endsWith(".") ? message : message + ".";
  }

  /** The message on one line without names of classes. */
  private static Object message(Throwable e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    String plain =
        message
            .lines()
            .findFirst()
            .orElse("")
            .replaceAll("(?:[a-z0-9_]+\\.)+[A-Z][A-Za-z0-9_$]*(?:Exception|Error)?:? ?", "")
            .replaceAll("\\.$", "");
    return List.of("", "null").contains(plain.strip()) ? LIST.of("noReason") : plain.strip();
  }
}
