package kizuna.schemas.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import kizuna.codes.FactKind;
import kizuna.facts.AidRequested;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Every report comes through one reading of its texts, whatever it is about. */
class FormTextTest {

  static List<FactKind> kinds() {
    // What was denied is told by the front door, never typed.
    return FactKinds.kinds().stream().filter(kind -> kind != FactKind.ACCESS_DENIED).toList();
  }

  /** What names something is read in full width too; free text is kept in its width. */
  @ParameterizedTest
  @MethodSource("kinds")
  void whatNamesSomethingIsNarrowedAndTextIsKept(FactKind kind) throws FormErrors {
    ObjectNode narrow = ValidBodies.of(kind);
    ObjectNode wide = ValidBodies.of(kind);
    List<String> widened = new ArrayList<>();
    widen(wide, FactForm.schema(kind), "", FormTextTest::full, widened);

    SpecificRecordBase body = FactForm.body(kind, wide);

    SpecificRecordBase expected = FactForm.body(kind, narrow);
    for (Schema.Field field : FactForm.schema(kind).getFields()) {
      String kept = String.valueOf(body.get(field.pos()));
      String same = String.valueOf(expected.get(field.pos()));
      assertThat(kept).as(field.name()).isIn(same, full(same));
      if (field.name().matches(".*(Id|Ids|Day|Days|At|[lL]ender|[rR]eceiver|From|To)$")) {
        assertThat(kept).as(field.name()).isEqualTo(same);
      }
    }
  }

  private static String full(String text) {
    StringBuilder wide = new StringBuilder();
    text.chars().forEach(c -> wide.append((char) (c > ' ' && c < 0x7f ? c - 0x21 + 0xff01 : c)));
    return wide.toString();
  }

  private static void widen(
      JsonNode json,
      Schema schema,
      String path,
      Function<String, String> full,
      List<String> widened) {
    Schema type =
        schema.getType() == Schema.Type.UNION
            ? schema.getTypes().stream()
                .filter(t -> t.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow()
            : schema;
    for (Schema.Field field : type.getFields()) {
      JsonNode value = json.get(field.name());
      Schema one =
          field.schema().getType() == Schema.Type.UNION
              ? field.schema().getTypes().get(1)
              : field.schema();
      if (value == null || value.isNull()) {
        continue;
      }
      boolean text = one.getType() == Schema.Type.STRING || one.getLogicalType() != null;
      if (text && value.isString()) {
        ((ObjectNode) json).put(field.name(), full.apply(value.asString()));
        widened.add(path + field.name());
      } else if (one.getType() == Schema.Type.RECORD) {
        widen(value, one, path + field.name() + ".", full, widened);
      } else if (value instanceof ArrayNode array
          && one.getElementType().getType() == Schema.Type.STRING) {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, full.apply(array.get(i).asString()));
        }
        widened.add(path + field.name());
      }
    }
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("\u2800", FormRule.REQUIRED, "blank"),
        Arguments.of("\u200B\u3164", FormRule.REQUIRED, "blank"),
        Arguments.of("文化\uFFFD公園", FormRule.TEXT_BROKEN, "U+FFFD REPLACEMENT CHARACTER"),
        Arguments.of("a\uD800", FormRule.TEXT_BROKEN, "U+D800"),
        Arguments.of("a\u2028b", FormRule.TEXT_CONTROLS, "U+2028 LINE SEPARATOR"),
        Arguments.of("a\u200Eb", FormRule.TEXT_CONTROLS, "U+200E LEFT-TO-RIGHT MARK"),
        Arguments.of("a\u202Eb", FormRule.TEXT_CONTROLS, "U+202E RIGHT-TO-LEFT OVERRIDE"),
        Arguments.of("a\tb", FormRule.TEXT_CONTROLS, "U+0009"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void whatNoTextMayHoldIsNamedOnce(String text, FormRule rule, String said) {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED).put("place", text);

    assertThat(errors(json))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.path()).isEqualTo("place");
              assertThat(e.rule()).isEqualTo(rule);
              assertThat(e.message()).contains(said);
            });
  }

  @Test
  void aBrokenTextIsSaidTogetherWithEverythingElse() {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED);
    json.put("place", "文化\uFFFD公園").put("headCount", "ten").put("x", 1);

    assertThat(errors(json))
        .extracting(FormError::path)
        .containsExactlyInAnyOrder("place", "headCount", "x");
  }

  @Test
  void lineEndsOfWindowsAreLineEnds() throws FormErrors {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED).put("damage", "断水\r\n避難所");

    AidRequested asked = (AidRequested) FactForm.body(FactKind.AID_REQUESTED, json);

    assertThat(asked.getDamage()).isEqualTo("断水\n避難所");
  }

  @Test
  void whatIsNoTextStaysWhatItIs() {
    List<FormError> errors = new ArrayList<>();
    JsonNode number = JsonNodeFactory.instance.numberNode(3);

    assertThat(FormText.read(number, AidRequested.getClassSchema(), errors)).isEqualTo(number);
    assertThat(errors).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"17204,172049", "172040,172049", "１７２０４,172049", "13104,131041"})
  void aCodeWithoutItsCheckDigitIsToldIt(String typed, String meant) {
    ObjectNode json = ValidBodies.of(FactKind.AID_REQUESTED).put("receiver", typed);

    assertThat(errors(json))
        .singleElement()
        .satisfies(e -> assertThat(e.message()).contains("did you mean " + meant + "?"));
  }

  private static List<FormError> errors(ObjectNode json) {
    try {
      FactForm.body(FactKind.AID_REQUESTED, json);
      return List.of();
    } catch (FormErrors e) {
      return e.errors();
    }
  }
}
