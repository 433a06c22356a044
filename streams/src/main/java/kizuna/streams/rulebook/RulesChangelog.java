package kizuna.streams.rulebook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import kizuna.streams.explain.Language;

/**
 * The changes of each version of the rules: the lines of {@code streams/CHANGELOG.md}, in Japanese
 * of {@code streams/CHANGELOG.ja.md}. Both are packed into the program.
 */
public final class RulesChangelog {

  private static final String VERSION = "## ";
  private static final String LINE = "- ";
  private static final Map<Language, RulesChangelog> READ = read();

  private final TreeMap<Integer, List<String>> byVersion = new TreeMap<>();

  private RulesChangelog(String markdown) {
    List<String> lines = new ArrayList<>();
    for (String line : markdown.split("\n", -1)) {
      if (line.startsWith(VERSION)) {
        lines = new ArrayList<>();
        byVersion.put(Integer.valueOf(line.substring(VERSION.length()).strip()), lines);
      } else if (line.startsWith(LINE)) {
        lines.add(line.substring(LINE.length()).strip());
      } else if (line.startsWith("  ") && !lines.isEmpty()) {
        String begun = lines.get(lines.size() - 1);
        // A Japanese line is broken at a place without a blank.
        String joint = begun.charAt(begun.length() - 1) < 128 ? " " : "";
        lines.set(lines.size() - 1, begun + joint + line.strip());
      }
    }
  }

  private static Map<Language, RulesChangelog> read() {
    Map<Language, RulesChangelog> read = new EnumMap<>(Language.class);
    for (Language language : Language.values()) {
      String name = language == Language.JA ? "CHANGELOG.ja.md" : "CHANGELOG.md";
      try (InputStream in =
          Objects.requireNonNull(RulesChangelog.class.getResourceAsStream(name), name)) {
        read.put(
            language, new RulesChangelog(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Collections.unmodifiableMap(read);
  }

  /** The changelog in a language. */
  public static RulesChangelog of(Language language) {
    return Objects.requireNonNull(READ.get(language));
  }

  /** The changes of a version; empty if there is no such version. */
  public List<String> changes(int version) {
    return byVersion.getOrDefault(version, List.of());
  }

  /** Every version in it, the newest first. */
  public List<Integer> versions() {
    return List.copyOf(byVersion.descendingKeySet());
  }

  /** All versions as text, the newest first. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (int version : versions()) {
      text.append(version).append('\n');
      changes(version).forEach(line -> text.append("  - ").append(line).append('\n'));
    }
    return text.toString();
  }
}
