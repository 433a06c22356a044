package kizuna.infra.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import kizuna.producers.IntakeProducer;
import kizuna.schemas.SchemaRegistry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Turns the failure of a command into a sentence for the user, without names of exceptions. */
public final class FailureSentence {

  private static final String TO_LOOK_INTO_IT =
      " To look into it, run it again with JAVA_TOOL_OPTIONS=-Dkizuna.log.file=kizuna.log and read that file.";

  private FailureSentence() {}

  /** The sentence for a failure. */
  public static String of(Throwable failure) {
    Throwable e = cause(failure);
    if (e instanceof OutOfMemoryError) {
      return "expected enough memory for this command, but it is used up; give it less at once, or more with JAVA_TOOL_OPTIONS=-Xmx1g.";
    } else if (e instanceof IntakeProducer.LogUnavailable
        || e instanceof IntakeProducer.FactTooLarge
        || e instanceof SchemaRegistry.RegistryUnavailable
        || e instanceof SchemaRegistry.RegistryRefused) {
      return sentence(e);
    } else if (e instanceof AuthenticationException || e instanceof AuthorizationException) {
      return "expected the Kafka cluster to let this command in, but it does not ("
          + message(e)
          + "); check the user and password in its settings.";
    } else if (e instanceof TimeoutException) {
      return "expected the Kafka cluster to answer in time, but it did not ("
          + message(e)
          + "); check that it runs, and try again.";
    } else if (e instanceof KafkaException) {
      return "expected the Kafka cluster to do its part, but " + message(e) + "." + TO_LOOK_INTO_IT;
    } else if (e instanceof NoSuchFileException file) {
      return "expected a file, but there is no " + file.getFile() + ".";
    } else if (e instanceof AccessDeniedException file) {
      return "expected to be allowed to use " + file.getFile() + ", but this user is not.";
    } else if (e instanceof FileSystemException file) {
      return "expected to use "
          + file.getFile()
          + ", but "
          + Optional.ofNullable(file.getReason()).orElse("the file system refused")
          + ".";
    } else if (e instanceof IOException) {
      return "expected to read and write, but " + message(e) + "." + TO_LOOK_INTO_IT;
    }
    return "expected this command to work, but something went wrong inside Kizuna ("
        + message(e)
        + ")."
        + TO_LOOK_INTO_IT;
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
    String message = message(e);
    return message.endsWith(".") ? message : message + ".";
  }

  /** The message on one line without names of classes. */
  private static String message(Throwable e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    String plain =
        message
            .lines()
            .findFirst()
            .orElse("")
            .replaceAll("(?:[a-z0-9_]+\\.)+[A-Z][A-Za-z0-9_$]*(?:Exception|Error)?:? ?", "")
            .replaceAll("\\.$", "");
    return List.of("", "null").contains(plain.strip()) ? "it does not say why" : plain.strip();
  }
}
