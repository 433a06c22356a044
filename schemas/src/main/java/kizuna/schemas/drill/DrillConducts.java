package kizuna.schemas.drill;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import kizuna.drills.DrillEvent;
import kizuna.schemas.Namespace;
import org.jspecify.annotations.Nullable;

/**
 * The state of the requested runs, each followed from its first event on. At most {@link #MAX_RUNS}
 * are followed; the least recently requested one is dropped, and read anew on its next request.
 */
public final class DrillConducts implements AutoCloseable {

  /** Most runs that are followed at once: a consumer each. */
  public static final int MAX_RUNS = 16;

  private static final long FRESH_NANOS = 200_000_000;

  private static final class Followed {
    final DrillEventSource reader;
    final DrillConduct conduct = new DrillConduct();
    long readAt = System.nanoTime() - FRESH_NANOS;

    Followed(DrillEventSource reader) {
      this.reader = reader;
    }
  }

  private final Function<Namespace, ? extends DrillEventSource> readers;
  private final Map<Namespace, Followed> followed = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param readers opens a reader of a run that has its topics
   */
  public DrillConducts(Function<Namespace, ? extends DrillEventSource> readers) {
    this.readers = readers;
  }

  /**
   * Applies a function to the state of a run, complete up to a moment ago. The function must not
   * keep the conduct.
   */
  public synchronized <T> T read(Namespace run, Function<DrillConduct, T> reading) {
    Followed it = followed.get(run);
    if (it == null) {
      it = new Followed(readers.apply(run));
      followed.put(run, it);
      evict();
    }
    if (System.nanoTime() - it.readAt >= FRESH_NANOS) {
      boolean done = false;
      try {
        for (DrillEvent event : it.reader.pollToEnd()) {
          it.conduct.apply(event);
        }
        it.readAt = System.nanoTime();
        done = true;
      } finally {
        if (!done) {
          close(followed.remove(run));
        }
      }
    }
    return reading.apply(it.conduct);
  }

  private void evict() {
    if (followed.size() > MAX_RUNS) {
      Optional<Namespace> oldest = followed.keySet().stream().findFirst();
      oldest.ifPresent(run -> close(followed.remove(run)));
    }
  }

  private static void close(@Nullable Followed it) {
    if (it != null) {
      it.reader.close();
    }
  }

  @Override
  public synchronized void close() {
    followed.values().forEach(DrillConducts::close);
    followed.clear();
  }
}
