package kizuna.seeds.drill;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a text of any length. Each ends with LF, CR or both, and is given without byte order
 * marks. Of a line over the limit only so much is kept that it is seen to be too long.
 */
final class TextLines {

  private static final char MARK = '\uFEFF';

  private static final int USUAL_LENGTH = 512;

  private final Reader in;
  private final int longest;
  private final char[] buffer = new char[1 << 16];
  private int at;
  private int end;
  private boolean afterReturn;

  TextLines(Reader in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** The next line; null: there is none. */
  @Nullable String next() throws IOException {
    StringBuilder begun = null;
    while (true) {
      if (at == end) {
        end = in.read(buffer, 0, buffer.length);
        at = 0;
        if (end <= 0) {
          end = 0;
          return begun == null ? null : text(begun.toString());
        }
      }
      if (afterReturn && buffer[at] == '\n') {
        at++;
        afterReturn = false;
        continue;
      }
      afterReturn = false;
      int from = at;
      while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
        at++;
      }
      int length = Math.min(at - from, longest + 1 - (begun == null ? 0 : begun.length()));
      if (at < end && begun == null) {
        return ended(new String(buffer, from, length));
      }
      begun = begun == null ? new StringBuilder(USUAL_LENGTH) : begun;
      begun.append(buffer, from, length);
      if (at < end) {
        return ended(begun.toString());
      }
    }
  }

  private String ended(String line) {
    afterReturn = buffer[at] == '\r';
    at++;
    return text(line);
  }

  private static String text(String line) {
    int from = 0;
    while (from < line.length() && line.charAt(from) == MARK) {
      from++;
    }
    return line.substring(from);
  }
}
