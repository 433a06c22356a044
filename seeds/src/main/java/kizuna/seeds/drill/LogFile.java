package kizuna.seeds.drill;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kizuna.facts.Fact;
import kizuna.schemas.form.FileErrors;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormErrors;
import kizuna.schemas.form.FormRule;
import kizuna.schemas.form.LineError;
import kizuna.schemas.text.LocalizedText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A self-contained log ({@link LogHeader}), read fact by fact: memory use does not depend on its
 * length, apart from {@link kizuna.schemas.log.EventIdLines}.
 */
public final class LogFile {

  private final Path path;
  private final LogHeader header;
  private final int headerLine;

  private LogFile(Path path, LogHeader header, int headerLine) {
    this.path = path;
    this.header = header;
    this.headerLine = headerLine;
  }

  /**
   * Opens the log in a file; empty: its first line is no header, so it is a drill with networks
   * defined elsewhere.
   *
   * @throws FileErrors if the header is wrong
   */
  public static Optional<LogFile> open(Path path) throws IOException, FileErrors {
    try (Reader in = reader(path)) {
      TextLines lines = new TextLines(in, LogLine.LONGEST);
      int number = 1;
      for (String line = lines.next(); line != null; line = lines.next(), number++) {
        String content = line.strip();
        if (!LogLine.isComment(content)) {
          return header(path, number, content);
        }
      }
      return Optional.empty();
    } catch (CharacterCodingException e) {
      throw notUtf8(path);
    }
  }

  private static Optional<LogFile> header(Path path, int number, String content) throws FileErrors {
    Optional<ObjectNode> json = LogLine.header(content);
    if (json.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new LogFile(path, LogHeader.of(json.get()), number));
    } catch (FormErrors e) {
      throw new FileErrors(
          path.toString(), e.errors().stream().map(x -> new LineError(number, x)).toList());
    }
  }

  static FileErrors notUtf8(Path path) {
    return new FileErrors(
        path.toString(),
        List.of(
            new LineError(
                1,
                FormError.of(
                    "the file", FormRule.NOT_UTF8, "UTF-8 (not Shift_JIS)", "other bytes"))));
  }

  private static Reader reader(Path path) throws IOException {
    // A reader made by a decoder refuses invalid UTF-8; one made by a charset replaces it.
    return new java.io.InputStreamReader(
        Files.newInputStream(path), StandardCharsets.UTF_8.newDecoder());
  }

  public LogHeader header() {
    return header;
  }

  /** Opens it at its first fact. */
  public Facts facts() throws IOException {
    return new Facts(this, reader(path));
  }

  /**
   * The facts in their order. Lines are read ahead by several threads, at most {@value
   * LineBatches#MAX_LINES} of them.
   */
  public static final class Facts implements FactSource.Facts {
    private final LogFile file;
    private final LineBatches lines;
    private final DrillLog log = new DrillLog(List.of());
    private @Nullable Fact next;
    private boolean ended;

    Facts(LogFile file, Reader in) {
      this.file = file;
      LogHeader header = file.header;
      this.lines =
          new LineBatches(
              in,
              file.headerLine,
              new LogLine.Reader(
                  header.id(),
                  header.network(),
                  true,
                  header.start().map(RelativeTimes::new).orElse(null)));
    }

    /** The networks that were formed so far. */
    public List<DrillNetwork> networks() {
      return log.networks();
    }

    /**
     * @throws WrongLog with everything that is wrong, once a line was wrong and the rest was read
     */
    @Override
    public boolean hasNext() {
      boolean wrong = false;
      while (next == null && !ended) {
        LogLine line = lines.next();
        if (line == null || log.isHopeless()) {
          ended = true;
          end(line != null);
        } else {
          Fact fact = log.accept(line).orElse(null);
          wrong |= fact == null;
          // Behind an error nothing is given any more: the rest is read for its errors.
          next = wrong ? null : fact;
        }
      }
      return next != null;
    }

    private void end(boolean unread) {
      try {
        if (lines.isNotUtf8()) {
          throw notUtf8(file.path);
        }
        if (unread) {
          log.endUnread(file.path.toString());
        }
        log.end(file.path.toString());
      } catch (FileErrors e) {
        throw new WrongLog(e);
      }
    }

    @Override
    public Fact next() {
      if (!hasNext() || next == null) {
        throw new java.util.NoSuchElementException("the end of " + file.path);
      }
      Fact fact = next;
      next = null;
      return fact;
    }

    @Override
    public void close() {
      lines.close();
    }
  }

  /** A log with errors, found while it was read. */
  public static final class WrongLog extends RuntimeException implements LocalizedText {
    private static final long serialVersionUID = 1;

    private final transient FileErrors errors;

    WrongLog(FileErrors errors) {
      super(errors.getMessage(), errors);
      this.errors = errors;
    }

    @Override
    public String in(Locale language) {
      return errors.in(language);
    }

    /** The errors. */
    public FileErrors errors() {
      return errors;
    }
  }
}
