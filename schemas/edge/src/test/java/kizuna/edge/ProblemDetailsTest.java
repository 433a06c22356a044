package kizuna.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kizuna.schemas.ProblemType;
import kizuna.schemas.form.FormError;
import kizuna.schemas.form.FormRule;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sentences of problems are whole in both languages, and every problem has the same members.
 */
class ProblemDetailsTest {

  private final Properties english = sentences("en");
  private final Properties japanese = sentences("ja");

  @Test
  void bothLanguagesHaveTheSameSentencesEachOfAKnownType() {
    assertThat(japanese.stringPropertyNames())
        .containsExactlyInAnyOrderElementsOf(english.stringPropertyNames());
    assertThat(Stream.of(ProblemType.values()).map(type -> type.code() + ".detail").toList())
        .containsAll(english.stringPropertyNames());
  }

  @Test
  void noApostropheHidesAGap() {
    for (Properties sentences : List.of(english, japanese)) {
      sentences
          .stringPropertyNames()
          .forEach(
              key ->
                  assertThat(sentences.getProperty(key).replace("''", ""))
                      .as(key)
                      .doesNotContain("'"));
    }
  }

  @Test
  void everyDocumentHasTheSameMembersAndEveryFieldItsCodeAndSentence() {
    FormError error =
        new FormError("limit", FormRule.RANGE, List.of("1", "9", "10"), "1 to 9", "10");
    for (ProblemType type : ProblemType.values()) {
      for (Locale language : List.of(Locale.JAPANESE, Locale.ENGLISH)) {
        ObjectNode problem =
            ProblemDocument.of(type, type.status(), language, "why", "/api/x", List.of(error));

        assertThat(problem.propertyNames())
            .containsExactly(
                "type", "code", "title", "status", "detail", "instance", "remedy", "errors");
        assertThat(problem.path("type").asString()).endsWith("/" + problem.path("code").asString());
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.at("/errors/0/code").asString()).isEqualTo("RANGE");
        assertThat(problem.at("/errors/0/message").asString()).isNotBlank();
      }
    }
  }

  @Test
  void ofManyWrongFieldsTheFirstHundredAreListed() {
    List<FormError> errors =
        IntStream.range(0, 101)
            .mapToObj(i -> FormError.of("reports/" + i, FormRule.RANGE, "1 to 9", "10", 1, 9, 10))
            .toList();

    ObjectNode problem =
        ProblemDocument.of(
            ProblemType.MALFORMED_FACT, 400, Locale.ENGLISH, "101 fields", "/api/x", errors);

    assertThat(problem.path("errors")).hasSize(100);
    assertThat(problem.at("/errors/99/path").asString()).isEqualTo("reports/99");
  }

  private static Properties sentences(String language) {
    String file = "problem-details_" + language + ".properties";
    Properties sentences = new Properties();
    try (InputStream in =
        Objects.requireNonNull(ProblemResponses.class.getResourceAsStream(file), file)) {
      sentences.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return sentences;
  }
}
