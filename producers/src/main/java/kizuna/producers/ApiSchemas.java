package kizuna.producers;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.NumberSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kizuna.codes.RefusalReason;
import kizuna.schemas.form.FactForm;
import org.apache.avro.LogicalType;
import org.jspecify.annotations.Nullable;

/**
 * Describes Avro records as the JSON that the API accepts for them: the contract and its
 * documentation are written once, in the IDL.
 */
final class ApiSchemas {

  private static final String REFERENCE = "#/components/schemas/";
  private static final String UNKNOWN = "UNKNOWN";

  private final Components components;

  /**
   * @param components receives the records and code lists that others refer to
   */
  ApiSchemas(Components components) {
    this.components = components;
  }

  /** A reference to the component of that name. */
  static Schema<?> reference(String name) {
    return new Schema<>().$ref(REFERENCE + name);
  }

  /**
   * A record's fields as an object without additional fields.
   *
   * @param left names of fields that the caller cannot set
   * @param optional names of fields that the server fills in if they are omitted
   */
  Schema<?> object(org.apache.avro.Schema record, Set<String> left, Set<String> optional) {
    ObjectSchema object = new ObjectSchema();
    object.description(record.getDoc());
    object.setAdditionalProperties(false);
    List<String> required = new ArrayList<>();
    for (org.apache.avro.Schema.Field field : record.getFields()) {
      if (left.contains(field.name())) {
        continue;
      }
      Schema<?> value = value(field.schema());
      // Beside a reference a description is allowed since OpenAPI 3.1.
      value.setDescription(field.doc());
      if (field.hasDefaultValue() && field.defaultVal() instanceof Integer number) {
        value.setDefault(number);
      }
      object.addProperty(field.name(), value);
      if (isRequired(field) && !optional.contains(field.name())) {
        required.add(field.name());
      }
    }
    if (!required.isEmpty()) {
      object.setRequired(required);
    }
    return object;
  }

  /** A list that is left out is empty. */
  private static boolean isRequired(org.apache.avro.Schema.Field field) {
    return !field.hasDefaultValue()
        && field.schema().getType() != org.apache.avro.Schema.Type.ARRAY;
  }

  private Schema<?> value(org.apache.avro.Schema schema) {
    LogicalType logical = schema.getLogicalType();
    if (logical != null) {
      return new StringSchema().format(format(logical));
    }
    return switch (schema.getType()) {
      case UNION -> value(present(schema));
      case RECORD -> record(schema);
      case ENUM -> codes(schema);
      case ARRAY -> new ArraySchema().items(value(schema.getElementType()));
      case INT -> new IntegerSchema().format("int32");
      case LONG -> new IntegerSchema().format("int64");
      case DOUBLE -> new NumberSchema().format("double");
      case BOOLEAN -> new BooleanSchema();
      case STRING -> new StringSchema();
      default ->
          throw new IllegalStateException(
              "expected a type that facts have, but " + schema.getType());
    };
  }

  private static String format(LogicalType logical) {
    return switch (logical.getName()) {
      case "date" -> "date";
      case "uuid" -> "uuid";
      default -> "date-time";
    };
  }

  private static org.apache.avro.Schema present(org.apache.avro.Schema union) {
    return union.getTypes().stream()
        .filter(type -> type.getType() != org.apache.avro.Schema.Type.NULL)
        .findFirst()
        .orElseThrow();
  }

  /** A record inside another one, as a component. */
  private Schema<?> record(org.apache.avro.Schema record) {
    if (component(record.getName()) == null) {
      components.addSchemas(record.getName(), object(record, Set.of(), Set.of()));
    }
    return reference(record.getName());
  }

  /** A code list, as a component, without the codes that cannot be reported. */
  private Schema<?> codes(org.apache.avro.Schema list) {
    if (component(list.getName()) == null) {
      StringSchema codes = new StringSchema();
      codes.description(list.getDoc());
      list.getEnumSymbols().stream()
          .filter(code -> canBeGiven(list, code))
          .forEach(codes::addEnumItem);
      components.addSchemas(list.getName(), codes);
    }
    return reference(list.getName());
  }

  /** UNKNOWN is for readers only; some reasons only Kizuna itself has. */
  private static boolean canBeGiven(org.apache.avro.Schema list, String code) {
    return list.getFullName().equals(RefusalReason.class.getName())
        ? FactForm.reasons().contains(RefusalReason.valueOf(code))
        : !code.equals(UNKNOWN);
  }

  private @Nullable Schema<?> component(String name) {
    return components.getSchemas() == null ? null : components.getSchemas().get(name);
  }
}
