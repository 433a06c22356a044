package kizuna.streams.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One glossary: the pages, the command line and the documents say its words and no others. */
class GlossaryTest {

  private static final Path GLOSSARY = Path.of("GLOSSARY.md");
  private static final Path WORDS = Path.of("src/main/resources/kizuna/streams/explain");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  private record Term(
      String key,
      String japanese,
      String english,
      String meansJapanese,
      String means,
      List<String> labels,
      List<String> never) {}

  private final Map<String, String> japanese = words("ja");
  private final Map<String, String> english = words("en");
  private final List<Term> terms = terms();

  @Test
  void helpShowsTheGlossary() {
    assertThat(terms)
        .extracting(Term::key)
        .containsExactlyInAnyOrderElementsOf(
            english.keySet().stream()
                .filter(k -> k.matches("term\\.[A-Z_]+"))
                .map(k -> k.substring("term.".length()))
                .toList());
    assertThat(terms)
        .allSatisfy(
            t -> {
              String key = "term." + t.key;
              assertThat(japanese).containsEntry(key, t.japanese);
              assertThat(english).containsEntry(key, t.english);
              assertThat(japanese).containsEntry(key + ".means", t.meansJapanese);
              assertThat(english).containsEntry(key + ".means", t.means);
            });
  }

  @Test
  void labelsSayTheTerm() {
    assertThat(terms.stream().flatMap(t -> t.labels.stream())).hasSizeGreaterThan(10);
    for (Term term : terms) {
      for (String label : term.labels) {
        assertThat(japanese.get(label)).as(label).isEqualTo(term.japanese);
        assertThat(english.get(label)).as(label).isEqualToIgnoringCase(term.english);
      }
    }
  }

  @Test
  void everyTermIsUsed() {
    assertThat(terms)
        .allSatisfy(
            t -> {
              assertThat(others(japanese)).as(t.key).anyMatch(text -> text.contains(t.japanese));
              assertThat(others(english))
                  .as(t.key)
                  .anyMatch(text -> lower(text).contains(lower(t.english)));
            });
  }

  @Test
  void noTextSaysAnotherWord() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    japanese.forEach((key, text) -> texts.put(key + " (ja)", text));
    english.forEach((key, text) -> texts.put(key + " (en)", text));
    for (Path sources : sourceFolders()) {
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          texts.put(file.toString(), literals(Files.readString(file)));
        }
      }
    }
    for (String folder :
        List.of("..", ".", "decisions", "../producers", "../infra", "../.github")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        for (Path file : files.filter(GlossaryTest::isDocument).toList()) {
          texts.put(file.toString(), Files.readString(file));
        }
      }
    }
    assertThat(texts).hasSizeGreaterThan(1_000);

    TreeSet<String> found = new TreeSet<>();
    for (Term term : terms) {
      for (String never : term.never) {
        Pattern word =
            never.matches("[a-z -]+")
                ? Pattern.compile("\\b" + never + "\\b", Pattern.CASE_INSENSITIVE)
                : Pattern.compile(Pattern.quote(never));
        texts.forEach(
            (where, text) -> {
              if (word.matcher(text).find()) {
                found.add(where + " says “" + never + "” instead of “" + term.english + "”");
              }
            });
      }
    }
    assertThat(found).isEmpty();
  }

  /** Documents in English that say no term as one that nobody may say. */
  private static boolean isDocument(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".md") && !name.equals("GLOSSARY.md");
  }

  private static List<String> others(Map<String, String> words) {
    return words.entrySet().stream()
        .filter(e -> !e.getKey().startsWith("term."))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Main code of the modules whose sentences are in their sources. */
  private static List<Path> sourceFolders() throws IOException {
    try (Stream<Path> infra = Files.list(Path.of("../infra"))) {
      return Stream.concat(Stream.of(Path.of("../producers")), infra)
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .toList();
    }
  }

  private static String literals(String source) {
    return LITERAL.matcher(source).results().map(m -> m.group(1)).collect(Collectors.joining("\n"));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static List<Term> terms() {
    List<Term> terms = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(GLOSSARY)) {
        if (line.startsWith("| `")) {
          List<String> cells = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
          assertThat(cells).as(line).hasSize(9);
          terms.add(
              new Term(
                  cells.get(1).replace("`", ""),
                  cells.get(2),
                  cells.get(3),
                  cells.get(4),
                  cells.get(5),
                  list(cells.get(6).replace("`", "")),
                  list(cells.get(7))));
        }
      }
    } catch (IOException e) {
      throw new AssertionError("No glossary at " + GLOSSARY.toAbsolutePath(), e);
    }
    return terms;
  }

  private static List<String> list(String cell) {
    return Stream.of(cell.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static Map<String, String> words(String language) {
    Map<String, String> words = new TreeMap<>();
    try (Stream<Path> files = Files.list(WORDS)) {
      for (Path file :
          files.filter(f -> f.toString().endsWith("_" + language + ".properties")).toList()) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
          properties.load(reader);
        }
        properties.forEach((key, text) -> words.put((String) key, (String) text));
      }
    } catch (IOException e) {
      throw new AssertionError("No words at " + WORDS.toAbsolutePath(), e);
    }
    return words;
  }
}
