package kizuna.schemas;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;

/**
 * What a change of the contract would take from those who wrote with, or read with, a released
 * schema.
 *
 * <p>Avro's own check comes first, in both directions. It is not enough: to Avro a renamed optional
 * field is one that is gone and one that has its default, a code that was removed is UNKNOWN, text
 * is bytes, and a time in microseconds is a time. All of them can be read, and none of them says
 * what was written.
 */
final class BrokenPromises {

  private final List<String> broken = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  private BrokenPromises() {}

  /** Every promise of {@code released} that {@code today} breaks; empty if it keeps them all. */
  static List<String> of(Schema released, Schema today) {
    BrokenPromises promises = new BrokenPromises();
    promises.readable("today", today, "yesterday", released);
    promises.readable("yesterday", released, "today", today);
    promises.sameMeaning(released.getFullName(), released, today);
    return promises.broken;
  }

  private void readable(String reader, Schema readWith, String writer, Schema writtenWith) {
    SchemaPairCompatibility pair =
        SchemaCompatibility.checkReaderWriterCompatibility(readWith, writtenWith);
    if (pair.getType() != SchemaCompatibilityType.COMPATIBLE) {
      pair.getResult()
          .getIncompatibilities()
          .forEach(
              i ->
                  broken.add(
                      reader
                          + " cannot read what "
                          + writer
                          + " wrote: "
                          + i.getType()
                          + " at "
                          + i.getLocation()
                          + ": "
                          + i.getMessage()));
    }
  }

  private void sameMeaning(String path, Schema released, Schema today) {
    if (released.getType() != today.getType()) {
      broken.add(path + " was " + released.getType() + " and is " + today.getType());
      return;
    }
    if (!logicalType(released).equals(logicalType(today))) {
      broken.add(path + " was " + logicalType(released) + " and is " + logicalType(today));
    }
    switch (released.getType()) {
      case RECORD -> {
        if (seen.add(released.getFullName())) {
          fields(path, released, today);
        }
      }
      case ENUM -> {
        if (seen.add(released.getFullName())) {
          codes(path, released, today);
        }
      }
      case ARRAY -> sameMeaning(path + "[]", released.getElementType(), today.getElementType());
      case UNION -> alternatives(path, released, today);
      default -> {
        // Nothing inside.
      }
    }
  }

  private void fields(String path, Schema released, Schema today) {
    for (Schema.Field field : released.getFields()) {
      Schema.Field now = today.getField(field.name());
      if (now == null) {
        broken.add(path + "." + field.name() + " is gone");
      } else {
        sameMeaning(path + "." + field.name(), field.schema(), now.schema());
        if (field.hasDefaultValue() && !Objects.equals(field.defaultVal(), now.defaultVal())) {
          broken.add(path + "." + field.name() + " has another default");
        }
      }
    }
  }

  private void codes(String path, Schema released, Schema today) {
    for (String code : released.getEnumSymbols()) {
      if (!today.hasEnumSymbol(code)) {
        broken.add(path + " has lost the code " + code);
      }
    }
    if (!Objects.equals(released.getEnumDefault(), today.getEnumDefault())) {
      broken.add(path + " reads unknown codes as " + today.getEnumDefault());
    }
  }

  private void alternatives(String path, Schema released, Schema today) {
    for (Schema alternative : released.getTypes()) {
      Optional<Schema> now =
          today.getTypes().stream()
              .filter(t -> t.getFullName().equals(alternative.getFullName()))
              .findFirst();
      if (now.isEmpty()) {
        broken.add(path + " cannot be " + alternative.getFullName() + " any more");
      } else {
        sameMeaning(path, alternative, now.get());
      }
    }
  }

  private static String logicalType(Schema schema) {
    LogicalType type = schema.getLogicalType();
    return type == null ? "a plain " + schema.getType() : type.getName();
  }
}
