package kizuna.schemas;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the generated records of one schema as Avro binary. Avro's own writers and
 * readers look up names, symbols and conversions again for each value; here that is done once for
 * each schema. Numbers, texts and the limits of their lengths are still Avro's, so bytes and
 * refusals are the same. Threads may share one.
 */
public final class RecordCodec<R extends SpecificRecordBase> {

  static {
    AvroLimits.apply();
  }

  /** Writes and reads the values of one schema. */
  private interface Value {
    void write(Object value, BinaryEncoder out) throws IOException;

    @Nullable Object read(Decoder in) throws IOException;
  }

  private final RecordValue root;

  /**
   * @param schema of a generated class; a union in it is an optional value
   */
  public RecordCodec(Schema schema) {
    this.root = record(schema, new HashMap<>());
  }

  public void write(R record, BinaryEncoder out) throws IOException {
    root.write(record, out);
  }

  /**
   * Reads a record.
   *
   * @throws RuntimeException or IOException, whichever Avro throws, if it is not a valid record
   */
  @SuppressWarnings("unchecked")
  public R read(Decoder in) throws IOException {
    return (R) root.read(in);
  }

  /**
   * @param known records by name; one for each name, wherever it is used
   */
  private static Value value(Schema schema, Map<String, RecordValue> known) {
    return switch (schema.getType()) {
      case RECORD -> record(schema, known);
      case UNION -> optional(schema, known);
      case ARRAY -> new ListValue(value(schema.getElementType(), known));
      case ENUM -> new EnumValue(SpecificData.get().getClass(schema).getEnumConstants());
      case FIXED -> new FixedValue(schema);
      case BYTES -> BytesValue.BYTES;
      case STRING -> isA("uuid", schema) ? TextValue.UUID : TextValue.TEXT;
      case INT -> isA("date", schema) ? IntValue.DAY : IntValue.NUMBER;
      case LONG -> isA("timestamp-millis", schema) ? LongValue.TIME : LongValue.NUMBER;
      case DOUBLE -> NumberValue.DOUBLE;
      case BOOLEAN -> NumberValue.BOOLEAN;
      default -> throw unsupported(schema);
    };
  }

  private static boolean isA(String logicalType, Schema schema) {
    LogicalType type = schema.getLogicalType();
    if (type != null && !type.getName().equals(logicalType)) {
      throw unsupported(schema);
    }
    return type != null;
  }

  private static RecordValue record(Schema schema, Map<String, RecordValue> known) {
    RecordValue before = known.get(schema.getFullName());
    if (before != null) {
      return before;
    }
    RecordValue made = new RecordValue(schema);
    known.put(schema.getFullName(), made);
    for (Schema.Field field : schema.getFields()) {
      made.fields[field.pos()] = value(field.schema(), known);
    }
    return made;
  }

  private static Value optional(Schema union, Map<String, RecordValue> known) {
    List<Schema> branches = union.getTypes();
    if (branches.size() != 2 || branches.get(0).getType() != Schema.Type.NULL) {
      throw unsupported(union);
    }
    return new OptionalValue(value(branches.get(1), known));
  }

  private static IllegalArgumentException unsupported(Schema schema) {
    return new IllegalArgumentException(
        "expected a type that the contract has, with null first where it is optional, but "
            + schema);
  }

  private static final class RecordValue implements Value {
    private final Constructor<?> constructor;
    private final Value[] fields;

    /** A zero for each field: absent values are written together, because a fact has fifty. */
    private final byte[] absentFields;

    RecordValue(Schema schema) {
      try {
        constructor = SpecificData.get().getClass(schema).getConstructor();
      } catch (NoSuchMethodException e) {
        throw new IllegalArgumentException("expected a generated class for " + schema, e);
      }
      fields = new Value[schema.getFields().size()];
      absentFields = new byte[fields.length];
    }

    @Override
    public void write(Object value, BinaryEncoder out) throws IOException {
      SpecificRecordBase record = (SpecificRecordBase) value;
      int absent = 0;
      for (int i = 0; i < fields.length; i++) {
        Object field = record.get(i);
        if (field == null && fields[i] instanceof OptionalValue) {
          absent++;
        } else {
          writeAbsent(absent, out);
          absent = 0;
          fields[i].write(field, out);
        }
      }
      writeAbsent(absent, out);
    }

    private void writeAbsent(int number, BinaryEncoder out) throws IOException {
      if (number > 0) {
        out.writeFixed(absentFields, 0, number);
      }
    }

    @Override
    public Object read(Decoder in) throws IOException {
      SpecificRecordBase record = made();
      for (int i = 0; i < fields.length; i++) {
        Object field = fields[i].read(in);
        if (field != null) {
          record.put(i, field);
        }
      }
      return record;
    }

    private SpecificRecordBase made() {
      try {
        return (SpecificRecordBase) constructor.newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("expected a record by " + constructor, e);
      }
    }
  }

  private record OptionalValue(Value present) implements Value {

    private static final int ABSENT_BRANCH = 0;
    private static final int PRESENT_BRANCH = 1;

    @Override
    public void write(@Nullable Object value, BinaryEncoder out) throws IOException {
      if (value == null) {
        out.writeIndex(ABSENT_BRANCH);
      } else {
        out.writeIndex(PRESENT_BRANCH);
        present.write(value, out);
      }
    }

    @Override
    public @Nullable Object read(Decoder in) throws IOException {
      int branch = in.readIndex();
      return switch (branch) {
        case ABSENT_BRANCH -> null;
        case PRESENT_BRANCH -> present.read(in);
        default ->
            throw new IndexOutOfBoundsException(
                "expected the index 0 or 1 of an optional value, but " + branch);
      };
    }
  }

  private record ListValue(Value element) implements Value {

    /** A hostile length ends where the bytes do: each element takes at least one. */
    private static final long MAX_RESERVED = 32;

    @Override
    public void write(Object value, BinaryEncoder out) throws IOException {
      List<?> list = (List<?>) value;
      out.writeArrayStart();
      out.setItemCount(list.size());
      for (int i = 0; i < list.size(); i++) {
        out.startItem();
        element.write(list.get(i), out);
      }
      out.writeArrayEnd();
    }

    @Override
    public Object read(Decoder in) throws IOException {
      long block = in.readArrayStart();
      List<@Nullable Object> list = new ArrayList<>((int) Math.min(block, MAX_RESERVED));
      while (block > 0) {
        for (long i = 0; i < block; i++) {
          list.add(element.read(in));
        }
        block = in.arrayNext();
      }
      return list;
    }
  }

  private record EnumValue(Object[] symbols) implements Value {

    @Override
    public void write(Object value, BinaryEncoder out) throws IOException {
      out.writeEnum(((Enum<?>) value).ordinal());
    }

    @Override
    public Object read(Decoder in) throws IOException {
      return symbols[in.readEnum()];
    }
  }

  private record FixedValue(Schema schema) implements Value {

    @Override
    public void write(Object value, BinaryEncoder out) throws IOException {
      out.writeFixed(((GenericFixed) value).bytes(), 0, schema.getFixedSize());
    }

    @Override
    public Object read(Decoder in) throws IOException {
      GenericFixed fixed = (GenericFixed) SpecificData.get().createFixed(null, schema);
      in.readFixed(fixed.bytes(), 0, schema.getFixedSize());
      return fixed;
    }
  }

  private enum BytesValue implements Value {
    BYTES;

    @Override
    public void write(Object value, BinaryEncoder out) throws IOException {
      out.writeBytes((ByteBuffer) value);
    }

    @Override
    public Object read(Decoder in) throws IOException {
      return in.readBytes(null);
    }
  }

  private enum TextValue implements Value {
    TEXT,
    UUID;

    @Override
    public void write(Object value, BinaryEncoder out) throws IOException {
      out.writeString(value.toString());
    }

    @Override
    public Object read(Decoder in) throws IOException {
      String text = in.readString();
      return this == TEXT ? text : java.util.UUID.fromString(text);
    }
  }

  private enum IntValue implements Value {
    NUMBER,
    /** The day since 1970-01-01. */
    DAY;

    @Override
    public void write(Object value, BinaryEncoder out) throws IOException {
      out.writeInt(this == NUMBER ? (Integer) value : (int) ((LocalDate) value).toEpochDay());
    }

    @Override
    public Object read(Decoder in) throws IOException {
      int number = in.readInt();
      return this == NUMBER ? (Object) number : LocalDate.ofEpochDay(number);
    }
  }

  private enum LongValue implements Value {
    NUMBER,
    /** Milliseconds since 1970-01-01T00:00Z. */
    TIME;

    @Override
    public void write(Object value, BinaryEncoder out) throws IOException {
      out.writeLong(this == NUMBER ? (Long) value : ((Instant) value).toEpochMilli());
    }

    @Override
    public Object read(Decoder in) throws IOException {
      long number = in.readLong();
      return this == NUMBER ? (Object) number : Instant.ofEpochMilli(number);
    }
  }

  private enum NumberValue implements Value {
    DOUBLE,
    BOOLEAN;

    @Override
    public void write(Object value, BinaryEncoder out) throws IOException {
      if (this == DOUBLE) {
        out.writeDouble((Double) value);
      } else {
        out.writeBoolean((Boolean) value);
      }
    }

    @Override
    public Object read(Decoder in) throws IOException {
      return this == DOUBLE ? (Object) in.readDouble() : (Object) in.readBoolean();
    }
  }
}
