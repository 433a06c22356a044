package kizuna.schemas.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong is said in a sentence that can be shown as it is. */
class FormErrorTest {

  private static final FormError CODE =
      FormError.of("receiver", FormRule.CODE, "a municipality code", "\"172040\"", "\"172040\"");
  private static final FormError COUNT =
      FormError.of("headCount", FormRule.RANGE, "1 to 1000", "0", 1, 1000, 0);

  @Test
  void anErrorSaysExpectedWhatForWhichButWhat() {
    assertThat(CODE.message())
        .isEqualTo("expected a municipality code for receiver, but \"172040\"");
  }

  @Test
  void severalErrorsAreOneMessage() {
    assertThat(new FormErrors(List.of(CODE, COUNT)))
        .hasMessage(
            "expected a municipality code for receiver, but \"172040\";"
                + " expected 1 to 1000 for headCount, but 0");
  }

  @Test
  void whatWasWrongDoesNotChangeAfterwards() {
    List<FormError> collected = new ArrayList<>(List.of(CODE));
    FormErrors errors = new FormErrors(collected);

    collected.add(COUNT);

    assertThat(errors.errors()).containsExactly(CODE);
  }

  @Test
  void anAnswerRepeatsTheBeginningOfWhatCame() {
    FormError error = FormError.of("damage", FormRule.NOT_TEXT, "a text", "x".repeat(60_000));

    assertThat(error.actual()).hasSize(501).endsWith("x…");
    assertThat(error.message().length()).isLessThan(600);
  }
}
