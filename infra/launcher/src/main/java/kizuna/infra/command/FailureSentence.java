package kizuna.infra.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import kizuna.schemas.text.FailureReason;
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
    } else if (e instanceof AuthenticationException || e instanceof AuthorizationException) {
      return LIST.of("letIn", FailureReason.of(e));
    } else if (e instanceof TimeoutException) {
      return LIST.of("inTime", FailureReason.of(e));
    } else if (e instanceof KafkaException) {
      return LIST.of("kafka", FailureReason.of(e), LIST.of("look"));
    } else if (e instanceof NoSuchFileException file) {
      return LIST.of("file.absent", String.valueOf(file.getFile()));
    } else if (e instanceof AccessDeniedException file) {
      return LIST.of("file.denied", String.valueOf(file.getFile()));
    } else if (e instanceof FileSystemException file) {
      Object reason = file.getReason() == null ? LIST.of("file.noReason") : file.getReason();
      return LIST.of("file.refused", String.valueOf(file.getFile()), reason);
    } else if (e instanceof IOException) {
      return LIST.of("readAndWrite", FailureReason.of(e), LIST.of("look"));
    }
    return LIST.of("inside", FailureReason.of(e), LIST.of("look"));
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
    return FailureReason.of(e);
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
}
