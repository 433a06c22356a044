package kizuna.schemas;

import java.util.regex.Pattern;
import kizuna.codes.OperationMode;

/**
 * The place of a log and of everything decided from it: the live system, or one drill. The mode is
 * part of the name, so that no record of a drill can ever be in a live topic.
 *
 * @param name {@code live}, or {@code drill.<id>}
 */
public record Namespace(String name) {

  private static final Pattern DRILL_ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final String DRILL = "drill.";

  /** The one live namespace. */
  public static final Namespace LIVE = new Namespace("live");

  public Namespace {
    if (!name.equals("live")
        && !(name.startsWith(DRILL)
            && DRILL_ID.matcher(name.substring(DRILL.length())).matches())) {
      throw new IllegalArgumentException(
          "expected \"live\" or \"drill.<id>\" (lower-case letters, digits, hyphens; at most 64) for a namespace, but \""
              + name
              + "\"");
    }
  }

  /** The namespace of the drill run {@code id}: lower-case letters, digits and hyphens. */
  public static Namespace drill(String id) {
    return new Namespace(DRILL + id);
  }

  public boolean isDrill() {
    return name.startsWith(DRILL);
  }

  /** The id of the drill run. */
  public String drillId() {
    if (!isDrill()) {
      throw new IllegalStateException("expected a drill's namespace, but the live one");
    }
    return name.substring(DRILL.length());
  }

  /**
   * Prefix of every topic, application id and consumer group of this namespace, with its closing
   * dot.
   */
  public String prefix() {
    return "kizuna." + name + ".";
  }

  /** The Kafka Streams application id. */
  public String applicationId() {
    return prefix() + "decisions";
  }

  /** The mode that every fact of this namespace must carry. */
  public OperationMode mode() {
    return isDrill() ? OperationMode.EXERCISE : OperationMode.ACTUAL;
  }
}
