package kizuna.schemas;

import java.util.Set;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Limits on what Avro reads from bytes and JSON in this process. Code that creates records applies
 * them first.
 */
public final class AvroLimits {

  private static final Set<String> CONTRACT_PACKAGES =
      Set.of("kizuna.codes", "kizuna.facts", "kizuna.decisions", "kizuna.states", "kizuna.drills");

  static {
    // Hostile lengths must be refused before anything is allocated for them. A batch is never
    // larger than 8 MiB.
    setIfAbsent("org.apache.avro.limits.bytes.maxLength", "8388608");
    setIfAbsent("org.apache.avro.limits.string.maxLength", "8388608");
    setIfAbsent("org.apache.avro.limits.collectionItems.maxLength", "1000000");
    // Avro creates objects of trusted classes only. Only the classes of the contract are trusted.
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(),
            type -> CONTRACT_PACKAGES.contains(type.getPackageName())));
  }

  private AvroLimits() {}

  /** Applies the limits, once for the process however often it is called. */
  public static void apply() {
    // The work is done when this class is loaded.
  }

  private static void setIfAbsent(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
