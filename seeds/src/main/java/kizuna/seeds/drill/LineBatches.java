package kizuna.seeds.drill;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Lines of a log, read by several threads a batch at a time, given in their order. */
final class LineBatches implements AutoCloseable {

  private static final int BATCH = 250;

  /** Few, because what waits is copied by each collection of garbage. */
  private static final int MAX_BATCHES = 4;

  /** Lines that are read ahead at most. */
  static final int MAX_LINES = BATCH * MAX_BATCHES;

  private static final int MAX_THREADS = 4;

  private final TextLines lines;
  private final Reader in;
  private final LogLine.Reader reader;
  private final int skipUntil;
  private final ExecutorService threads;
  private final Queue<Future<List<LogLine>>> ahead = new ArrayDeque<>();
  private Iterator<LogLine> batch = Collections.emptyIterator();
  private int number;
  private boolean ended;
  private boolean notUtf8;

  /**
   * @param skipUntil number of the last line that holds no fact
   */
  LineBatches(Reader in, int skipUntil, LogLine.Reader reader) {
    this.in = in;
    this.lines = new TextLines(in, LogLine.LONGEST);
    this.skipUntil = skipUntil;
    this.reader = reader;
    this.threads =
        Executors.newFixedThreadPool(
            Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()),
            task -> {
              Thread thread = new Thread(task, "kizuna-log-lines");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The next line that is no comment; null: there is none. */
  @Nullable LogLine next() {
    while (!batch.hasNext()) {
      fill();
      Future<List<LogLine>> first = ahead.poll();
      if (first == null) {
        return null;
      }
      batch = result(first).iterator();
    }
    return batch.next();
  }

  boolean isNotUtf8() {
    return notUtf8;
  }

  private static List<LogLine> result(Future<List<LogLine>> batch) {
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("expected to read a log to its end, but interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("expected to read a line or to say what is wrong", e);
    }
  }

  private void fill() {
    while (!ended && ahead.size() < MAX_BATCHES) {
      List<String> contents = new ArrayList<>(BATCH);
      int first = number + 1;
      while (contents.size() < BATCH && !ended) {
        String line = line();
        if (line == null) {
          ended = true;
        } else {
          contents.add(line);
          number++;
        }
      }
      if (!contents.isEmpty()) {
        ahead.add(threads.submit(() -> read(first, contents)));
      }
    }
  }

  private @Nullable String line() {
    try {
      return lines.next();
    } catch (CharacterCodingException e) {
      notUtf8 = true;
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<LogLine> read(int first, List<String> contents) {
    List<LogLine> read = new ArrayList<>(contents.size());
    for (int i = 0; i < contents.size(); i++) {
      String content = contents.get(i).strip();
      if (first + i > skipUntil && !LogLine.isComment(content)) {
        read.add(reader.read(first + i, content));
      }
    }
    return read;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
