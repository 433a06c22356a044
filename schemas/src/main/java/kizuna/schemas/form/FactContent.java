package kizuna.schemas.form;

import static java.util.stream.Collectors.joining;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.facts.Fact;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * The content of a fact, independent of how and when it was sent. Two sendings of the same content
 * are one report: the id, the times, written-out defaults and the order of a list of codes do not
 * count. New optional fields of the contract do not change earlier content.
 */
public final class FactContent {

  /** Envelope fields about the sending, not about the event itself. */
  private static final Set<String> OF_THE_SENDING = Set.of("eventId", "occurredAt", "recordedAt");

  /**
   * One field that differs between two facts.
   *
   * @param field its path, for example {@code needs[0].headCount}
   * @param first value in the first fact; null: none
   * @param now value in the second fact; null: none
   */
  public record Difference(String field, @Nullable String first, @Nullable String now) {}

  /**
   * Properties of a field of the contract, computed once for each record type.
   *
   * @param normal its default; null: it has none, or that is null
   * @param optional whether a given empty list differs in meaning from an absent one
   */
  private record KnownField(String name, int position, @Nullable Object normal, boolean optional) {

    static KnownField of(String prefix, Schema.Field field) {
      return new KnownField(
          prefix + field.name(),
          field.pos(),
          field.hasDefaultValue() ? SpecificData.get().getDefaultValue(field) : null,
          field.schema().getType() == Schema.Type.UNION);
    }

    boolean isDefault(Object value) {
      return value.equals(normal) || (value instanceof List<?> list && list.isEmpty() && !optional);
    }
  }

  /** Fields of a record type, by name, so that collected fields are nearly sorted. */
  private static final ClassValue<List<KnownField>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<KnownField> computeValue(Class<?> type) {
          return known("", SpecificData.get().getSchema(type).getFields().stream());
        }
      };

  /**
   * Envelope fields with content, without those of the sending and without the bodies. A body may
   * have a field of the same name.
   */
  private static final List<KnownField> ENVELOPE =
      known(
          "fact.",
          Fact.getClassSchema().getFields().stream()
              .filter(field -> !OF_THE_SENDING.contains(field.name()) && !isBody(field)));

  private static List<KnownField> known(String prefix, Stream<Schema.Field> fields) {
    return fields
        .map(field -> KnownField.of(prefix, field))
        .sorted(Comparator.comparing(KnownField::name))
        .toList();
  }

  private static boolean isBody(Schema.Field field) {
    return FactKinds.all().stream().anyMatch(kind -> kind.field().equals(field));
  }

  /** One field of a fact and its value. */
  private record Said(String path, String text) {}

  private static final ThreadLocal<MessageDigest> SHA256 =
      ThreadLocal.withInitial(FactContent::sha256);

  private FactContent() {}

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected SHA-256, which every JDK has", e);
    }
  }

  /** SHA-256 of the content. */
  public static byte[] digest(Fact fact) {
    StringBuilder content = new StringBuilder(512);
    for (Said said : fields(fact, false)) {
      content.append(said.path).append('\0').append(said.text).append('\0');
    }
    MessageDigest sha256 = SHA256.get();
    sha256.reset();
    return sha256.digest(content.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns the fields that differ between a first and a second sending.
   *
   * @param filled fields that the second left out: they are no difference
   */
  public static List<Difference> differences(Fact first, Fact now, Set<String> filled) {
    Map<String, String> before = byPath(fields(first, true));
    Map<String, String> after = byPath(fields(now, true));
    Set<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(after.keySet());
    paths.removeAll(filled);
    List<Difference> differences = new ArrayList<>();
    for (String path : paths) {
      if (!Objects.equals(before.get(path), after.get(path))) {
        differences.add(new Difference(path, before.get(path), after.get(path)));
      }
    }
    return differences;
  }

  private static Map<String, String> byPath(List<Said> fields) {
    return fields.stream().collect(Collectors.toMap(Said::path, Said::text));
  }

  /**
   * Returns all fields of a fact, by path.
   *
   * @param defaults whether values equal to the schema's default count too
   */
  private static List<Said> fields(Fact fact, boolean defaults) {
    List<Said> fields = new ArrayList<>();
    SpecificRecordBase body = FactForm.bodyOf(fact);
    String timeOfReport = FactKinds.of(fact.getKind()).timeOfReport().orElse("");
    for (KnownField field : FIELDS.get(body.getClass())) {
      Object value = body.get(field.position());
      boolean sameAsReport =
          field.name().equals(timeOfReport) && fact.getOccurredAt().equals(value);
      if (!sameAsReport || defaults) {
        add(field, "", value, defaults, fields);
      }
    }
    for (KnownField field : ENVELOPE) {
      Object value = fact.get(field.position());
      if (value != null) {
        add(field.name(), value, defaults, fields);
      }
    }
    fields.sort(Comparator.comparing(Said::path));
    return fields;
  }

  private static void add(
      KnownField field, String path, @Nullable Object value, boolean defaults, List<Said> fields) {
    if (value != null && (defaults || !field.isDefault(value))) {
      add(path.isEmpty() ? field.name() : path + field.name(), value, defaults, fields);
    }
  }

  private static void add(String path, Object value, boolean defaults, List<Said> fields) {
    if (value instanceof SpecificRecordBase record) {
      String inside = path + ".";
      for (KnownField field : FIELDS.get(record.getClass())) {
        add(field, inside, record.get(field.position()), defaults, fields);
      }
    } else if (value instanceof List<?> list) {
      list(path, list, defaults, fields);
    } else {
      fields.add(new Said(path, text(value)));
    }
  }

  private static void list(String path, List<?> list, boolean defaults, List<Said> fields) {
    if (!list.isEmpty() && list.get(0) instanceof SpecificRecordBase) {
      for (int i = 0; i < list.size(); i++) {
        add(path + "[" + i + "]", list.get(i), defaults, fields);
      }
    } else if (list.size() == 1) {
      fields.add(new Said(path, text(list.get(0))));
    } else {
      String texts = list.stream().map(FactContent::text).sorted().collect(joining(", "));
      fields.add(new Said(path, texts));
    }
  }

  private static String text(Object value) {
    String text = value.toString();
    return value instanceof CharSequence && mayBeDecomposed(text)
        ? Normalizer.normalize(text, Normalizer.Form.NFC)
        : text;
  }

  /** Whether any character of a text combines with another: those begin at U+0300. */
  private static boolean mayBeDecomposed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= '\u0300') {
        return true;
      }
    }
    return false;
  }
}
