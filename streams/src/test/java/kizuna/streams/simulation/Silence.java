package kizuna.streams.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The task logs each fault that it finds: in simulations they are many, and wanted. */
public final class Silence {

  private static final String OF = "kizuna.streams.topology";

  private Silence() {}

  /** Nothing is logged from now on. */
  public static void keep() {
    set(Level.OFF);
  }

  /** Everything is logged again. */
  public static void end() {
    set(null);
  }

  private static void set(@Nullable Level level) {
    ((Logger) LoggerFactory.getLogger(OF)).setLevel(level);
  }
}
