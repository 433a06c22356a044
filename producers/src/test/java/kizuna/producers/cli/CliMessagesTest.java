package kizuna.producers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CliMessagesTest {

  private static final Path COMMANDS = Path.of("src/main/java/kizuna/producers/cli");

  /** The first argument of a call that names a sentence: one key, or a choice of two. */
  private static final Pattern NAMED =
      Pattern.compile("\\b(?:CliMessages\\s*\\.of|say|intoAnother)\\(([^,;]*)");

  private static final Pattern KEY = Pattern.compile("\"([a-z][A-Za-z]*(?:\\.[A-Za-z]+)*)\"");

  @Test
  void everySentenceThatACommandNamesIsInTheList() throws IOException {
    List<String> keys;
    try (Stream<Path> files = Files.list(COMMANDS)) {
      keys =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(CliMessagesTest::text)
              .flatMap(text -> NAMED.matcher(text).results())
              .flatMap(call -> KEY.matcher(call.group(1)).results())
              .map(key -> key.group(1))
              .toList();
    }

    assertThat(keys).hasSizeGreaterThan(80).allMatch(CliMessages.LIST::has);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFailureIsSaidInTheLanguageOfTheUserAndLoggedInEnglish() {
    CommandFailure failure =
        new CommandFailure(ExitCodes.REFUSED, CliMessages.of("signIn.done"))
            .and(CliMessages.of("door.noProblem", "http://k", 502));

    assertThat(failure.in(Locale.JAPANESE))
        .startsWith("サインインしました。" + System.lineSeparator())
        .contains("HTTP 502");
    assertThat(failure).hasMessageStartingWith("Signed in." + System.lineSeparator());
    assertThat(failure.exitCode()).isEqualTo(ExitCodes.REFUSED);
  }
}
