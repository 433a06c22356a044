package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Every command that a document or a help text prints is understood as it stands: its name, its
 * options, and the form of their values.
 */
class PrintedCommandsTest {

  private static final String PROGRAM = "infra/kizuna ";
  private static final Pattern INLINE = Pattern.compile("`(infra/kizuna [^`\\n]+)`");

  /** Whole words in capitals stand for what the reader puts in; brackets and dots for a choice. */
  private static final Pattern TO_FILL_IN = Pattern.compile("[\\[|…]|(^| )[A-Z]{2,}( |$)");

  /** The script's own, and commands of modules that this one does not see. */
  private static final Pattern NOT_HERE =
      Pattern.compile("infra/kizuna (test|bench|chaos|simulate|images|compose|reproduce)\\b.*");

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  static Set<String> helpExamples() {
    Set<String> all = new LinkedHashSet<>();
    collect(Kizuna.commandLine(), all);
    assertThat(all).hasSizeGreaterThan(80);
    return all;
  }

  static Set<String> documentCommands() throws IOException {
    Set<String> all = new LinkedHashSet<>();
    try (Stream<Path> files = Files.walk(root())) {
      for (Path file :
          files
              .filter(f -> f.toString().endsWith(".md") && !f.toString().contains("/target/"))
              .filter(f -> !f.toString().contains("/node_modules/"))
              .toList()) {
        String text = Files.readString(file);
        boolean fenced = false;
        List<String> block = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
          if (line.strip().startsWith("```")) {
            fenced = !fenced;
          } else if (fenced) {
            block.add(line);
          }
        }
        commands(block, all);
        INLINE
            .matcher(text)
            .results()
            .map(m -> m.group(1))
            .filter(c -> !TO_FILL_IN.matcher(c).find())
            .filter(
                c ->
                    c.indexOf(' ', PROGRAM.length())
                        > 0) // A name without arguments is not a command line.
            .forEach(all::add);
      }
    }
    all.removeIf(c -> NOT_HERE.matcher(c).matches());
    assertThat(all).hasSizeGreaterThan(10);
    return all;
  }

  @ParameterizedTest
  @MethodSource({"helpExamples", "documentCommands"})
  void isUnderstoodAsItIsPrinted(String command) {
    assertThatCode(() -> Kizuna.commandLine().parseArgs(words(command)))
        .as(command)
        .doesNotThrowAnyException();
  }

  private static void collect(CommandLine command, Set<String> all) {
    List<String> lines = new ArrayList<>();
    for (String[] part :
        List.of(
            command.getCommandSpec().usageMessage().description(),
            command.getCommandSpec().usageMessage().footer())) {
      for (String line : part) {
        lines.add(line.replace("${ROOT-COMMAND-NAME}", PROGRAM.strip()));
      }
    }
    commands(lines.stream().filter(line -> line.startsWith("  ")).toList(), all);
    command.getSubcommands().values().forEach(sub -> collect(sub, all));
  }

  /** Each command of some lines, with the lines that go on after a backslash. */
  private static void commands(List<String> lines, Set<String> all) {
    StringBuilder joined = new StringBuilder();
    for (String line : lines) {
      joined.append(line.strip());
      if (line.endsWith("\\")) {
        joined.setLength(joined.length() - 1);
        continue;
      }
      int from = joined.indexOf(PROGRAM);
      if (from == 0 || from > 0 && joined.charAt(from - 2) == '|') {
        all.add(joined.substring(from).replaceAll("  +[^-].*| #.*| > .*", ""));
      }
      joined.setLength(0);
    }
  }

  private static String[] words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command.substring(PROGRAM.length()));
    while (word.find()) {
      words.add(word.group().replaceAll("^(['\"])(.*)\\1$", "$2"));
    }
    return words.toArray(String[]::new);
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("infra/kizuna"))) {
      at = Objects.requireNonNull(at.getParent(), "the folder of the project");
    }
    return at;
  }
}
