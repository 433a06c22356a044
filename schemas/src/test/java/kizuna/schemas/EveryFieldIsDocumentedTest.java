package kizuna.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The contract explains itself: whoever reads a topic with nothing but the registry knows what each
 * field means, in which unit, and from which code list.
 */
class EveryFieldIsDocumentedTest {

  /** What is counted or measured, as a doc must say it. */
  private static final Pattern UNIT =
      Pattern.compile(
          "person-days|persons|people|days|hours|minutes|milliseconds|kilometres|degrees|bytes|lenders|requests"
              + "|position|offset|partition|version|number of|from 1",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NAMED_LIKE_A_DAY =
      Pattern.compile(".*(Day|Date|validFrom|validTo)|date");

  private static final Pattern NAMED_LIKE_A_TIME =
      Pattern.compile("at|to|time|.*(At|Until|Time|Timestamp)");

  private static final Map<String, Schema> NAMED = named();

  private record Place(String record, Schema.Field field) {
    String name() {
      return field.name();
    }

    Schema type() {
      return present(field.schema());
    }

    String doc() {
      return field.doc() == null ? "" : field.doc();
    }

    @Override
    public String toString() {
      return record + "." + name() + ": " + doc();
    }
  }

  @Test
  void theWholeContractIsLookedAt() {
    assertThat(NAMED)
        .containsKeys(
            "kizuna.facts.Fact",
            "kizuna.facts.DispatchReference",
            "kizuna.decisions.Sha256",
            "kizuna.codes.MatchRule",
            "kizuna.states.LenderLoad")
        .hasSizeGreaterThan(60);
  }

  @Test
  void everyRecordCodeListAndHashSaysWhatItIs() {
    assertThat(NAMED.values().stream().filter(type -> !isSentence(type.getDoc())))
        .extracting(Schema::getFullName)
        .isEmpty();
  }

  @Test
  void everyFieldSaysWhatItIs() {
    assertThat(fields()).isNotEmpty();
    assertThat(wrong(place -> true, place -> isSentence(place.doc()))).isEmpty();
  }

  @Test
  void aDocSaysMoreThanTheNameOfItsField() {
    assertThat(wrong(place -> true, place -> !letters(place.doc()).equals(letters(place.name()))))
        .isEmpty();
  }

  @Test
  void everyNumberSaysItsUnit() {
    assertThat(wrong(place -> isNumber(place.type()), place -> UNIT.matcher(place.doc()).find()))
        .isEmpty();
  }

  @Test
  void everyDayIsADateAndSaysItsZone() {
    assertThat(
            wrong(
                place ->
                    NAMED_LIKE_A_DAY.matcher(place.name()).matches()
                        || logicalType(place.type()).equals("date"),
                place -> logicalType(place.type()).equals("date") && place.doc().contains("JST")))
        .isEmpty();
  }

  @Test
  void everyTimeIsATimeInMilliseconds() {
    assertThat(
            wrong(
                place -> NAMED_LIKE_A_TIME.matcher(place.name()).matches(),
                place -> logicalType(place.type()).equals("timestamp-millis")))
        .isEmpty();
  }

  @Test
  void idsThatAreMadeByMachinesAreUuids() {
    assertThat(
            wrong(
                place -> List.of("eventId", "causeId").contains(place.name()),
                place -> logicalType(place.type()).equals("uuid")))
        .isEmpty();
  }

  @Test
  void onlyKnownLogicalTypesAreUsed() {
    assertThat(fields())
        .extracting(place -> logicalType(place.type()))
        .containsOnly("", "date", "timestamp-millis", "uuid");
  }

  @Test
  void everyCodeListReadsACodeOfTomorrowAsUnknown() {
    assertThat(NAMED.values())
        .filteredOn(type -> type.getType() == Schema.Type.ENUM)
        .isNotEmpty()
        .allSatisfy(
            type -> {
              List<String> codes = type.getEnumSymbols();
              assertThat(type.getEnumDefault()).as(type.getFullName()).isEqualTo("UNKNOWN");
              assertThat(codes.get(codes.size() - 1)).as(type.getFullName()).isEqualTo("UNKNOWN");
            });
  }

  @Test
  void anOptionalFieldIsNullUnlessItIsGiven() {
    assertThat(
            wrong(
                place -> place.field().schema().getType() == Schema.Type.UNION,
                place ->
                    place.field().hasDefaultValue()
                        && place.field().schema().getTypes().size() == 2
                        && place.field().schema().getTypes().get(0).getType() == Schema.Type.NULL))
        .isEmpty();
  }

  /** But the telephone of an office, which rings whoever is on duty. */
  @Test
  void nobodyIsNamed() {
    assertThat(fields())
        .filteredOn(place -> !place.record().equals("DutyDeskPublished"))
        .extracting(place -> place.name().toLowerCase(Locale.ROOT))
        .noneMatch(name -> name.matches(".*(phone|mail|birth|person(?!days)|employee|staffid).*"));
  }

  /** Those of the fields asked about that are not as they should be, with their docs. */
  private static List<String> wrong(Predicate<Place> asked, Predicate<Place> right) {
    List<Place> about = fields().stream().filter(asked).toList();
    assertThat(about).as("fields that are asked about").isNotEmpty();
    return about.stream().filter(right.negate()).map(Place::toString).toList();
  }

  private static boolean isSentence(@Nullable String doc) {
    return doc != null && doc.strip().length() > 1 && doc.strip().endsWith(".");
  }

  private static String letters(String text) {
    return text.replaceAll("[^\\p{L}]", "").toLowerCase(Locale.ROOT);
  }

  private static boolean isNumber(Schema type) {
    return type.getLogicalType() == null
        && switch (type.getType()) {
          case INT, LONG, FLOAT, DOUBLE -> true;
          default -> false;
        };
  }

  private static String logicalType(Schema type) {
    LogicalType logical = type.getLogicalType();
    return logical == null ? "" : logical.getName();
  }

  private static Schema present(Schema schema) {
    return schema.getType() == Schema.Type.UNION
        ? schema.getTypes().stream()
            .filter(t -> t.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow()
        : schema;
  }

  private static List<Place> fields() {
    List<Place> places = new ArrayList<>();
    for (Schema type : NAMED.values()) {
      if (type.getType() == Schema.Type.RECORD) {
        type.getFields().forEach(f -> places.add(new Place(type.getName(), f)));
      }
    }
    return places;
  }

  private static Map<String, Schema> named() {
    Map<String, Schema> found = new TreeMap<>();
    ReleasedSchemas.today().values().forEach(schema -> collect(schema, found));
    return found;
  }

  private static void collect(Schema schema, Map<String, Schema> found) {
    switch (schema.getType()) {
      case RECORD -> {
        if (found.putIfAbsent(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(f -> collect(f.schema(), found));
        }
      }
      case ENUM, FIXED -> found.putIfAbsent(schema.getFullName(), schema);
      case ARRAY -> collect(schema.getElementType(), found);
      case UNION -> schema.getTypes().forEach(t -> collect(t, found));
      default -> {
        // Has no name and nothing inside.
      }
    }
  }
}
