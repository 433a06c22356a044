package kizuna.seeds.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import kizuna.facts.Fact;
import kizuna.schemas.form.FileErrors;
import org.jspecify.annotations.Nullable;

/**
 * A drill with its facts as they are replayed. Memory use does not depend on the length of a log
 * with a {@link LogHeader}.
 */
public record ReplayableDrill(DrillOutline outline, FactSource facts) {

  private record LogOutline(
      String id,
      String titleJa,
      String titleEn,
      List<DrillNetwork> networks,
      Instant start,
      Instant end)
      implements DrillOutline {

    @Override
    public Optional<Expected> expected() {
      return Optional.empty();
    }
  }

  /** Remembers when the first and the last of some facts were recorded. */
  private static final class Timed implements Iterator<Fact> {
    private final Iterator<Fact> facts;
    private @Nullable Instant first;
    private Instant last = Instant.EPOCH;

    Timed(Iterator<Fact> facts) {
      this.facts = facts;
    }

    @Override
    public boolean hasNext() {
      return facts.hasNext();
    }

    @Override
    public Fact next() {
      Fact fact = facts.next();
      last = fact.getRecordedAt();
      first = first == null ? last : first;
      return fact;
    }
  }

  /** One that is in the heap already. */
  public static ReplayableDrill of(Drill drill) {
    List<Fact> facts = drill.facts();
    return new ReplayableDrill(drill, FactSource.of(facts, facts.size() - drill.log().size()));
  }

  /**
   * Finds a drill as {@link Drills#load} does, and checks all of it.
   *
   * @param folder receives a copy of a long log; must exist while the drill is replayed
   * @throws FileErrors with all errors in its files
   * @throws IOException if there is no such drill; the message lists the existing ones
   */
  public static ReplayableDrill open(String idOrPath, Path folder) throws IOException, FileErrors {
    Optional<LogFile> file = Drills.logFile(idOrPath);
    if (file.isEmpty()) {
      return of(Drills.load(idOrPath));
    }
    LogHeader header = file.get().header();
    try (LogFile.Facts log = file.get().facts()) {
      Timed timed = new Timed(log);
      FactFile facts = FactFile.copy(timed, Files.createTempFile(folder, "log", ".avro"));
      Instant first = timed.first;
      return new ReplayableDrill(
          new LogOutline(
              header.id(),
              header.titleJa(),
              header.titleEn(),
              log.networks(),
              first == null ? timed.last : first,
              timed.last),
          facts);
    } catch (LogFile.WrongLog e) {
      throw e.errors();
    }
  }
}
