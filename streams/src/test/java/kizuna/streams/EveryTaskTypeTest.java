package kizuna.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A code of the contract that people choose is in the rules and in the lists of the pages too. */
class EveryTaskTypeTest {

  private static final Path LISTS =
      Path.of("src/main/resources/kizuna/streams/board/parts.js").toAbsolutePath();

  static Stream<Arguments> codes() {
    return Stream.of(
        Arguments.of("TASKS", kizuna.codes.TaskType.class, kizuna.streams.state.TaskType.class),
        Arguments.of(
            "QUALIFICATIONS",
            kizuna.codes.Qualification.class,
            kizuna.streams.state.Qualification.class),
        Arguments.of(
            "HAZARDS", kizuna.codes.HazardType.class, kizuna.streams.state.HazardType.class));
  }

  @ParameterizedTest
  @MethodSource("codes")
  void isInTheRulesAndOnThePages(
      String list, Class<? extends Enum<?>> contract, Class<? extends Enum<?>> rules)
      throws IOException {
    Set<String> codes = names(contract);
    codes.remove("UNKNOWN");

    assertThat(names(rules)).as(rules.getName()).isEqualTo(codes);
    assertThat(listed(list)).as("%s in parts.js", list).isEqualTo(codes);
  }

  private static Set<String> names(Class<? extends Enum<?>> codes) {
    return Arrays.stream(codes.getEnumConstants())
        .map(Enum::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> listed(String list) throws IOException {
    Matcher found =
        Pattern.compile("export const " + list + " = \\[([^]]*)]").matcher(Files.readString(LISTS));
    assertThat(found.find()).as("%s in parts.js", list).isTrue();
    return Pattern.compile("'(\\w+)'")
        .matcher(found.group(1))
        .results()
        .map(code -> code.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
