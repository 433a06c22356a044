package kizuna.streams.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference of all settings in infra/OPERATIONS.md says what the code reads, no more. */
class SettingsReferenceTest {

  private static final String REFERENCE = "infra/OPERATIONS.md";

  private static final Pattern VARIABLE =
      Pattern.compile("\\b(?:KIZUNA|SPRING_SECURITY_OAUTH2)_[A-Z_]*[A-Z]\\b");

  /** A constant that variables begin with: PREFIX + "NAME". */
  private static final Pattern PREFIX =
      Pattern.compile("String ([A-Z]+) = \"((?:KIZUNA|SPRING)_[A-Z0-9_]*_)\"");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z_]+):([^{}]*)\\}");
  private static final Pattern OF_THE_SCRIPT =
      Pattern.compile("\\$\\{(JAVA_HOME|LC_ALL|LC_MESSAGES|LANG):");
  private static final Pattern PROPERTY =
      Pattern.compile("(?:getProperty|getInteger|getLong|getBoolean)\\(\\s*\"(kizuna\\.[a-z.]+)\"");
  private static final Pattern OPTION = Pattern.compile("names = (?:\\{)?\"(--[a-z-]+)\"");
  private static final Pattern MIXIN = Pattern.compile("@Mixin\\s+(?:private |final )*(\\w+) ");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** Names of cookies. */
  private static final Set<String> COOKIES =
      Set.of("KIZUNA_SESSION", "KIZUNA_IDP", "KIZUNA_IDP_CSRF", "KIZUNA_BEGUN");

  private final Sources sources = Sources.all();

  @Test
  void everyEnvironmentVariableIsListed() {
    Set<String> read =
        sources.find(sources.mainSources(), VARIABLE).map(MatchResult::group).collect(names());
    read.addAll(
        sources.find(sources.mainSources(), PLACEHOLDER).map(m -> m.group(1)).collect(names()));
    read.addAll(
        sources.find(List.of("infra/kizuna"), OF_THE_SCRIPT).map(m -> m.group(1)).collect(names()));
    for (String file : sources.mainSources()) {
      PREFIX
          .matcher(sources.text(file))
          .results()
          .forEach(
              prefix ->
                  Pattern.compile("\\b" + prefix.group(1) + " \\+ \"([A-Z]+)\"")
                      .matcher(sources.text(file))
                      .results()
                      .forEach(name -> read.add(prefix.group(2) + name.group(1))));
    }
    read.removeAll(COOKIES);

    assertThat(listed("[A-Z][A-Z0-9_]+")).isEqualTo(read).hasSizeGreaterThan(30);
  }

  /** A default in the code is the default in the reference, for each part that has it. */
  @Test
  void everyDefaultIsTheCodes() {
    Map<String, List<String>> rows = rows();
    int checked = 0;
    for (String file : sources.matching(p -> p.matches(".*src/main/resources/[^/]*\\.yml"))) {
      Matcher placeholder = PLACEHOLDER.matcher(sources.text(file));
      while (placeholder.find()) {
        String usual = placeholder.group(2);
        if (!usual.isEmpty()) {
          checked++;
          assertThat(rows.getOrDefault(placeholder.group(1), List.of()))
              .as(file + ": " + placeholder.group())
              .anyMatch(row -> row.contains("`" + usual + "`"));
        }
      }
    }
    assertThat(checked).isGreaterThan(15);
  }

  @Test
  void everyOptionOfUpIsListed() {
    Set<String> options = new TreeSet<>();
    List<String> files = new ArrayList<>(List.of(sources.javaFile("Up")));
    for (int i = 0; i < files.size(); i++) {
      String text = sources.text(files.get(i));
      OPTION.matcher(text).results().forEach(m -> options.add(m.group(1)));
      MIXIN.matcher(text).results().forEach(m -> files.add(sources.javaFile(m.group(1))));
    }

    assertThat(listed("--[a-z-]+")).isEqualTo(options).hasSizeGreaterThan(15);
  }

  @Test
  void everyJavaPropertyIsListed() {
    Set<String> read =
        sources.find(sources.mainSources(), PROPERTY).map(m -> m.group(1)).collect(names());

    assertThat(listed("kizuna\\.[a-z.]+")).isEqualTo(read).isNotEmpty();
  }

  private static Collector<String, ?, Set<String>> names() {
    return Collectors.toCollection(TreeSet::new);
  }

  /** The names of a form in the first cells of the reference's tables. */
  private Set<String> listed(String form) {
    return rows().keySet().stream().filter(name -> name.matches(form)).collect(names());
  }

  /** The rows of the reference by each name in their first cell. */
  private Map<String, List<String>> rows() {
    String text = sources.text(REFERENCE);
    int begin = text.indexOf("\n## Settings");
    int end = text.indexOf("\n## ", begin + 1);
    assertThat(begin).isPositive().isLessThan(end);
    Map<String, List<String>> rows = new TreeMap<>();
    text.substring(begin, end)
        .lines()
        .filter(line -> line.startsWith("| `"))
        .forEach(
            line ->
                CODE.matcher(line.split("\\|", -1)[1])
                    .results()
                    .forEach(
                        m -> rows.computeIfAbsent(m.group(1), n -> new ArrayList<>()).add(line)));
    return rows;
  }
}
