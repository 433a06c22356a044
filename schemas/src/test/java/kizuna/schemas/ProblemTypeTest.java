package kizuna.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import kizuna.schemas.ProblemType.Remedy;
import kizuna.schemas.text.MessageList;
import org.junit.jupiter.api.Test;

/** Each problem has its words in both languages, also where no page of streams can be had. */
class ProblemTypeTest {

  private static final List<Locale> LANGUAGES = List.of(Locale.JAPANESE, Locale.ENGLISH);
  private static final Set<Remedy> WITHOUT_A_BUTTON = Set.of(Remedy.CHOOSE, Remedy.NONE);

  @Test
  void everyTypeAndRemedyHasWordsInBothLanguagesAndThereAreNoOthers() {
    for (Locale language : LANGUAGES) {
      Set<String> expected = new TreeSet<>(Set.of("problem.waiting"));
      for (ProblemType type : ProblemType.values()) {
        assertThat(type.title(language)).isNotBlank();
        assertThat(type.sentence(language)).isNotBlank().isNotEqualTo(type.title(language));
        expected.add("problem." + type.code() + ".title");
        expected.add("problem." + type.code() + ".detail");
      }
      Stream.of(Remedy.values())
          .filter(remedy -> !WITHOUT_A_BUTTON.contains(remedy))
          .forEach(
              remedy -> {
                assertThat(remedy.label(language)).isNotBlank();
                expected.add("problem.do." + remedy.code());
              });
      assertThat(ProblemType.waiting(language)).isNotBlank();
      Set<String> known = MessageList.beside(ProblemType.class, "problems").all(language).keySet();
      assertThat(known).isEqualTo(expected);
    }
  }

  @Test
  void theLanguagesDiffer() {
    for (ProblemType type : ProblemType.values()) {
      assertThat(type.sentence(Locale.JAPANESE)).isNotEqualTo(type.sentence(Locale.ENGLISH));
    }
  }
}
