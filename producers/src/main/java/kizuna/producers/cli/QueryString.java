package kizuna.producers.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query of a read. Each parameter is called as the option that gives it, and left out where it
 * was not given.
 */
final class QueryString {

  private final ApiCommand command;
  private final Map<String, String> parameters = new LinkedHashMap<>();

  QueryString(ApiCommand command) {
    this.command = command;
  }

  QueryString with(String name, @Nullable Object given) {
    if (given != null) {
      parameters.put(name, given.toString());
    }
    return this;
  }

  /** A municipality. */
  QueryString place(String name, @Nullable String given) {
    return given == null ? this : with(name, command.place(given, "--" + name));
  }

  /** A lender. */
  QueryString lender(String name, @Nullable String given) {
    return given == null ? this : with(name, command.lender(given, "--" + name));
  }

  /** Codes of a list; no restriction where none was given. */
  <E extends Enum<E>> QueryString codes(String name, Class<E> type, List<String> given) {
    return given.isEmpty()
        ? this
        : with(name, String.join(",", command.codes(type, given, "--" + name)));
  }

  Map<String, String> parameters() {
    return parameters;
  }
}
