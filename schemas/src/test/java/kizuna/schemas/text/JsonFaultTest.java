package kizuna.schemas.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Whoever wrote a file reads what is wrong with it, and nothing about the parser. */
class JsonFaultTest {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":01}     | Invalid numeric value: Leading zeroes not allowed
          {"a":+1}     | Unexpected character ('+' (code 43)) in numeric value: JSON spec does not allow numbers to have plus signs
          {"a":NaN}    | Non-standard token 'NaN'
          {"a":1,"a":2} | Duplicate Object property "a"
          {} {}        | Trailing token (START_OBJECT) found after value
          {            | Unexpected end-of-input: expected close marker for Object
          {"a":1,}     | Unexpected character ('}' (code 125)): was expecting double-quote to start property name
          """)
  void theParsersOwnSettingsAreNotNamed(String text, String said) {
    JacksonException wrong =
        catchThrowableOfType(JacksonException.class, () -> JSON.readTree(text));

    assertThat(JsonFault.of(wrong)).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource({"501", "20000"})
  void norWhereItsLimitsAreSet(int depth) {
    JacksonException wrong =
        catchThrowableOfType(
            JacksonException.class, () -> JSON.readTree("[".repeat(depth) + "]".repeat(depth)));

    assertThat(JsonFault.of(wrong))
        .isEqualTo("Document nesting depth (501) exceeds the maximum allowed (500)");
  }
}
