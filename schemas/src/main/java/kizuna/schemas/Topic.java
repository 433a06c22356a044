package kizuna.schemas;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Utils;

/**
 * One topic of the catalogue: its content, its writer, its retention.
 *
 * @param name full name with the namespace's prefix
 * @param valueType generated class of its values
 * @param schema schema of its values, registered under the subject {@code <name>-value}
 * @param owner the module that writes it
 * @param keyMeaning meaning of the UTF-8 string key
 * @param kept which of its records stay
 * @param partitions number of partitions; the same for all topics of a namespace, so that a network
 *     stays in one
 * @param maxMessageBytes largest record batch
 * @param doc what it is for
 */
public record Topic<V extends SpecificRecordBase>(
    String name,
    Class<V> valueType,
    Schema schema,
    String owner,
    String keyMeaning,
    Kept kept,
    int partitions,
    int maxMessageBytes,
    String doc) {

  /** Which records of a topic stay. */
  public enum Kept {
    /** Every record, for good: a log. */
    EVERY_RECORD,
    /** The last record of each key for good, and the ones before it for ten years: a state. */
    EVERY_STATE,
    /** Only the last record of each key. */
    LAST_STATE
  }

  /** Kafka's name of how long a record is safe from compaction. */
  public static final String COMPACTION_LAG = "min.compaction.lag.ms";

  /**
   * Accepts any timestamp: a drill can be in a future year, a live log may be ahead of a clock that
   * was set back, and a broker by default refuses records an hour ahead of its clock.
   */
  public static final Map<String, String> ANY_TIME =
      Map.of(
          "message.timestamp.before.max.ms",
          Long.toString(Long.MAX_VALUE),
          "message.timestamp.after.max.ms",
          Long.toString(Long.MAX_VALUE));

  private static final Duration HISTORY = Duration.ofDays(3_653);

  /** Kafka compacts no segment that is still written to: it is closed at this size, or this age. */
  private static final int SEGMENT_BYTES = 16 << 20;

  private static final Duration SEGMENT_AGE = Duration.ofDays(1);

  /** Settings of a topic that is read completely and keeps only the latest states. */
  public static final Map<String, String> SMALL_SEGMENTS =
      Map.of("segment.bytes", Integer.toString(SEGMENT_BYTES));

  /** Whether only the last record of a key is the truth. */
  public boolean compacted() {
    return kept != Kept.EVERY_RECORD;
  }

  /** Whether earlier states of a key are kept too. */
  public boolean keepsHistory() {
    return kept == Kept.EVERY_STATE;
  }

  /**
   * The partition of a network: the one to which Kafka's own clients send its records.
   *
   * @param network its id in UTF-8
   */
  public int partitionOf(byte[] network) {
    return Utils.toPositive(Utils.murmur2(network)) % partitions;
  }

  /** The registry subject of the values. */
  public String subject() {
    return name + "-value";
  }

  /**
   * Topic settings that provisioning applies. Logs are kept for good: the log is the truth. Of
   * states the last value of each key is kept for good, and earlier values for ten years, so that
   * any past moment can be shown again: about 350 bytes a change on disk. If no history is needed,
   * only the last of each key is kept: the topic is as small as the current state.
   */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("max.message.bytes", Integer.toString(maxMessageBytes));
    settings.put("cleanup.policy", compacted() ? "compact" : "delete");
    if (keepsHistory()) {
      settings.put(COMPACTION_LAG, Long.toString(HISTORY.toMillis()));
    }
    if (kept == Kept.LAST_STATE) {
      settings.putAll(SMALL_SEGMENTS);
      settings.put("segment.ms", Long.toString(SEGMENT_AGE.toMillis()));
    }
    if (!compacted()) {
      settings.put("retention.ms", "-1");
      settings.put("retention.bytes", "-1");
    }
    settings.putAll(ANY_TIME);
    return Map.copyOf(settings);
  }
}
