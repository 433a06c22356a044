package kizuna.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What .github/CONTRIBUTING.md shows is in the code: its blocks, its files, its tests. */
class ContributingTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK =
      Pattern.compile("^ *```(\\w+) (\\S+)\\n(.*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern NAMED = Pattern.compile("`([^`\\n]+)`");

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve(".github/CONTRIBUTING.md"));
  }

  @TestFactory
  List<DynamicTest> aBlockIsInItsFile() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    Matcher block = BLOCK.matcher(page());
    while (block.find()) {
      String file = block.group(2);
      String quoted = block.group(3);
      tests.add(DynamicTest.dynamicTest(file, () -> assertQuoted(file, quoted)));
    }
    assertThat(tests).as("quoted blocks").hasSizeGreaterThan(10);
    return tests;
  }

  private static void assertQuoted(String file, String quoted) throws IOException {
    String there = dense(Files.readString(ROOT.resolve(file)));
    int from = 0;
    for (String piece : quoted.split("…", -1)) {
      int at = there.indexOf(dense(piece), from);
      assertThat(at)
          .as(
              "expected in %s what .github/CONTRIBUTING.md quotes from it; copy it anew:%n%s",
              file, piece)
          .isNotNegative();
      from = at + dense(piece).length();
    }
  }

  /** Without spaces: a block in a list is indented, and lines are broken otherwise. */
  private static String dense(String text) {
    return text.replaceAll("\\s+", "");
  }

  @Test
  void everyFileAndEveryTestThatItNamesIsThere() throws IOException {
    Set<String> files;
    try (Stream<Path> walk = Files.walk(ROOT)) {
      files =
          walk.filter(path -> path.toString().contains("/src/"))
              .map(path -> path.getFileName().toString())
              .collect(Collectors.toSet());
    }
    List<String> missing = new ArrayList<>();
    Matcher named = NAMED.matcher(BLOCK.matcher(page()).replaceAll(""));
    while (named.find()) {
      String name = named.group(1);
      if (name.matches("\\w+Test") && !files.contains(name + ".java")) {
        missing.add(name);
      } else if (name.matches("(schemas|seeds|streams|producers|infra)/[\\w./-]+")
          && !Files.exists(ROOT.resolve(name))) {
        missing.add(name);
      }
    }
    assertThat(missing).as("named in .github/CONTRIBUTING.md, but not there").isEmpty();
  }

  @Test
  void theSentenceSaysWhatThePageShows() throws IOException {
    MessageCatalog words = MessageCatalog.of(Language.EN);

    assertThat(page())
        .contains(
            "```text\n"
                + words.sentence("MatchRule.LENDER_NOT_STRUCK.count", 1).strip()
                + "\n"
                + words.sentence("MatchRule.LENDER_NOT_STRUCK.count", 3).strip()
                + "\n```");
  }

  @Test
  void everyPageOfTheMenuHasItsFilesAndItsName() throws IOException {
    Path board = ROOT.resolve("streams/src/main/resources/kizuna/streams/board");
    Matcher line =
        Pattern.compile("\\{ page: '(\\w+)', file: '([\\w.]*)'")
            .matcher(Files.readString(board.resolve("shell.js")));
    Set<String> pages = new TreeSet<>();
    while (line.find()) {
      pages.add(line.group(1));
      if (!line.group(2).isEmpty()) {
        assertThat(board.resolve(line.group(2))).exists();
      }
      for (Language language : Language.values()) {
        assertThat(MessageCatalog.of(language).has("shell.page." + line.group(1)))
            .as("expected shell.page.%s in board_%s.properties", line.group(1), language)
            .isTrue();
      }
    }
    assertThat(pages).contains("coordinator", "desk", "ward");
  }
}
