package kizuna.streams.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.text.MessageFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every list of sentences says the same in Japanese and in English, and nothing that nobody says.
 */
class MessageFilesTest {

  private static final Sources SOURCES = Sources.all();

  /** A choice says which form a word has, which Japanese does not need. */
  private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d+)(?!,choice)");

  /** Dates are written with other parts, and what an error is about stands in another place. */
  private static final Pattern OTHER_ARGUMENTS =
      Pattern.compile("why\\.days?(\\..*)?|inFile|made|disaster\\.unknown");

  private static final Pattern JAPANESE = Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}]");

  /** An English sentence may add the Japanese term; it is no translation that was forgotten. */
  private static final Pattern TERM = Pattern.compile("\\([^)]*\\)|^For example: .*");

  /** Quotes texts of facts, which name Japanese bodies also in English. */
  private static final Pattern QUOTED = Pattern.compile(".*/agreement-sources");

  /** Lists whose keys are names of codes and of pages; tests of their own look for unused ones. */
  private static final Pattern CODES =
      Pattern.compile("streams/.*|.*/(form-errors|problems|problem-details)");

  static List<String> lists() {
    return SOURCES.paths().stream()
        .filter(p -> p.contains("/src/main/resources/") && p.endsWith("_ja.properties"))
        .map(p -> p.replace("_ja.properties", ""))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lists")
  void bothLanguagesHaveTheSameSentencesWithTheSameArguments(String list) throws IOException {
    Properties japanese = read(list, "ja");
    Properties english = read(list, "en");

    assertThat(english.stringPropertyNames()).isEqualTo(japanese.stringPropertyNames());
    assertThat(english.stringPropertyNames())
        .allSatisfy(
            key -> {
              if (!OTHER_ARGUMENTS.matcher(key).matches()) {
                assertThat(arguments(english.getProperty(key)))
                    .as(key)
                    .isEqualTo(arguments(japanese.getProperty(key)));
              }
              if (!QUOTED.matcher(list).matches()) {
                assertThat(TERM.matcher(english.getProperty(key)).replaceAll(""))
                    .doesNotContainPattern(JAPANESE);
              }
              new MessageFormat(english.getProperty(key));
              new MessageFormat(japanese.getProperty(key));
            });
  }

  @ParameterizedTest
  @MethodSource("lists")
  void everySentenceIsSaid(String list) throws IOException {
    if (CODES.matcher(list).matches()) {
      return;
    }
    String module = list.substring(0, list.indexOf("/src/"));
    String code =
        SOURCES.paths().stream()
            .filter(p -> p.startsWith(module + "/src/main/"))
            .filter(p -> p.endsWith(".java") || p.endsWith(".html"))
            .map(SOURCES::text)
            .collect(Collectors.joining());

    assertThat(read(list, "en").stringPropertyNames()).allMatch(key -> isSaid(key, code));
  }

  /** Whether code names the key, or the beginning of it up to a dot that a code goes on with. */
  private static boolean isSaid(String key, String code) {
    return beginnings(key).anyMatch(code::contains);
  }

  private static Stream<String> beginnings(String key) {
    Stream<String> before =
        Pattern.compile("\\.").matcher(key).results().map(m -> "\"" + key.substring(0, m.end()));
    return Stream.concat(Stream.of("\"" + key + "\"", "{" + key + "}"), before.map(s -> s + "\""));
  }

  private static Set<String> arguments(String pattern) {
    Matcher matcher = ARGUMENT.matcher(pattern);
    return matcher.results().map(m -> m.group(1)).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Properties read(String list, String language) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(SOURCES.text(list + "_" + language + ".properties")));
    return properties;
  }
}
