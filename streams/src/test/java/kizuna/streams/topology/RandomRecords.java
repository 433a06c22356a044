package kizuna.streams.topology;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificFixed;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Records of the contract with every field drawn by its schema: no code is UNKNOWN, last days are
 * not before first days, lists of codes are in order and without repetition.
 */
public final class RandomRecords {

  private static final LocalDate SOME_DAY = LocalDate.of(2024, 1, 1);

  private final Random random;
  private final boolean everyOption;

  /**
   * Draws from a source.
   *
   * @param everyOption whether what may be null never is
   */
  public RandomRecords(Random random, boolean everyOption) {
    this.random = random;
    this.everyOption = everyOption;
  }

  public <R extends SpecificRecordBase> R next(Class<R> type) {
    return type.cast(record(SpecificData.get().getSchema(type)));
  }

  private SpecificRecordBase record(Schema schema) {
    SpecificRecordBase record =
        (SpecificRecordBase) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), value(field.schema()));
    }
    Schema.Field first = schema.getField("firstDay");
    Schema.Field last = schema.getField("lastDay");
    if (first != null
        && last != null
        && record.get(first.pos()) instanceof LocalDate from
        && record.get(last.pos()) instanceof LocalDate to
        && to.isBefore(from)) {
      record.put(first.pos(), to);
      record.put(last.pos(), from);
    }
    return record;
  }

  /** A value that a field of this schema can have. */
  public @Nullable Object value(Schema schema) {
    String logical = schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
    return switch (logical) {
      case "date" -> SOME_DAY.plusDays(random.nextInt(60));
      case "timestamp-millis" -> Instant.ofEpochMilli(1_700_000_000_000L + random.nextInt());
      case "uuid" -> new UUID(random.nextLong(), random.nextLong());
      default -> plain(schema);
    };
  }

  private @Nullable Object plain(Schema schema) {
    return switch (schema.getType()) {
      case STRING -> "s" + Integer.toString(random.nextInt(1 << 20), 36);
      case INT -> 1 + random.nextInt(400);
      case LONG -> (long) random.nextInt(1 << 20);
      case DOUBLE -> random.nextDouble() * 90;
      case BOOLEAN -> random.nextBoolean();
      case ENUM -> code(schema);
      case FIXED -> fixed(schema);
      case RECORD -> record(schema);
      case ARRAY -> list(schema.getElementType());
      case UNION -> everyOption || random.nextBoolean() ? value(schema.getTypes().get(1)) : null;
      default -> throw new IllegalArgumentException("expected a type of ours, but " + schema);
    };
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private Enum<?> code(Schema schema) {
    List<String> symbols = schema.getEnumSymbols();
    return Enum.valueOf(
        (Class<? extends Enum>) SpecificData.get().getClass(schema),
        symbols.get(random.nextInt(symbols.size() - 1)));
  }

  private SpecificFixed fixed(Schema schema) {
    byte[] bytes = new byte[schema.getFixedSize()];
    random.nextBytes(bytes);
    SpecificFixed fixed =
        (SpecificFixed) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
    fixed.bytes(bytes);
    return fixed;
  }

  private List<Object> list(Schema element) {
    List<Object> list = new ArrayList<>();
    int size = 1 + random.nextInt(3);
    for (int i = 0; i < size; i++) {
      Object value = value(element);
      if (value != null) {
        list.add(value);
      }
    }
    return element.getType() == Schema.Type.ENUM ? new ArrayList<>(new TreeSet<>(list)) : list;
  }
}
