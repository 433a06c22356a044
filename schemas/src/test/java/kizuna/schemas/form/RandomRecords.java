package kizuna.schemas.form;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Records of the contract with a value in every field, the optional ones too, drawn from a seed:
 * anything that the schema allows, also what no form check would.
 */
public final class RandomRecords {

  private static final int[] CHARACTERS = {
    'a', 'Z', '0', ' ', '"', '\\', '\n', '\t', 0, 0x7f, 0xe9, 0x7d46, 0x3042, 0x20bb7, 0x1f6a8,
    0x2028
  };

  private final Random random;

  public RandomRecords(long seed) {
    random = new Random(seed);
  }

  public SpecificRecordBase record(Schema schema) {
    SpecificRecordBase record =
        (SpecificRecordBase) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), value(field.schema()));
    }
    return record;
  }

  private Object value(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> record(schema);
      case UNION -> value(schema.getTypes().get(1));
      case ARRAY -> list(schema.getElementType());
      case ENUM -> {
        // The last code is UNKNOWN, which nobody writes.
        List<String> codes = schema.getEnumSymbols();
        yield SpecificData.get().createEnum(codes.get(random.nextInt(codes.size() - 1)), schema);
      }
      case FIXED -> SpecificData.get().createFixed(null, bytes(schema.getFixedSize()), schema);
      case BYTES -> ByteBuffer.wrap(bytes(random.nextInt(20)));
      case STRING ->
          logical(schema, "uuid") ? new UUID(random.nextLong(), random.nextLong()) : text();
      case INT ->
          logical(schema, "date") ? LocalDate.ofEpochDay(random.nextInt()) : random.nextInt();
      case LONG ->
          logical(schema, "timestamp-millis")
              ? Instant.ofEpochMilli(random.nextLong())
              : random.nextLong();
      case DOUBLE -> random.nextBoolean() ? random.nextGaussian() * 1e10 : random.nextInt(180);
      case BOOLEAN -> random.nextBoolean();
      default -> throw new IllegalArgumentException("expected a type of ours, but " + schema);
    };
  }

  private List<Object> list(Schema elements) {
    List<Object> list = new ArrayList<>();
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      list.add(value(elements));
    }
    return list;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(CHARACTERS[random.nextInt(CHARACTERS.length)]);
    }
    return text.toString();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static boolean logical(Schema schema, String name) {
    LogicalType type = schema.getLogicalType();
    return type != null && type.getName().equals(name);
  }
}
