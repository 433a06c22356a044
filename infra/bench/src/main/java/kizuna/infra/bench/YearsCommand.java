package kizuna.infra.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import kizuna.schemas.Namespace;
import me.tongfei.progressbar.ProgressBar;
import org.rocksdb.RocksDBException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna bench years}: the growth of stored data in years between disasters. */
@Command(
    name = "years",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a platform through one year, another one through ten: ten networks, two disasters a year,"
          + " each ended;",
      "then compares heap, state, database and start of the two. Exit code 1 when the ten years"
          + " take",
      "more than 1.2 times the one.",
      "",
      "  infra/kizuna bench years",
      "  infra/kizuna bench years --years 3 --requests 20",
      ""
    })
public final class YearsCommand implements Callable<Integer> {

  private static final int NETWORKS = 10;
  private static final int DISASTERS_A_YEAR = 2;
  private static final int STARTS = 3;
  private static final int MAX_YEARS = 50;
  private static final double MAX_GROWTH = 1.2;
  private static final double KIB = 1 << 10;
  private static final double MIB = 1 << 20;
  private static final String DATABASE = "streams/ledger";
  private static final String STATE = "streams/" + Namespace.LIVE.applicationId();

  @Spec private CommandSpec spec;

  @Option(
      names = "--years",
      paramLabel = "N",
      defaultValue = "10",
      description = "years that are compared with one (default: ${DEFAULT-VALUE})")
  private int years;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "100",
      description = "requests of each disaster (default: ${DEFAULT-VALUE})")
  private int requests;

  /** The data of a platform after its years. */
  private record Held(
      double heapMib,
      StateSize state,
      double stateOnDiskMib,
      double databaseMib,
      double archivedMib,
      double startSeconds) {}

  @Override
  public Integer call()
      throws IOException, InterruptedException, ExecutionException, SQLException, RocksDBException {
    if (years < 2 || years > MAX_YEARS || requests < 1) {
      throw new ParameterException(
          spec.commandLine(), "expected 2 to " + MAX_YEARS + " for --years, 1 or more requests");
    }
    Held one = held(1);
    Held all = held(years);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-40s %12s %12s %8s%n", "", "1 year", years + " years", "ratio");
    boolean kept = row(out, "heap of streams after a collection, MiB", one.heapMib, all.heapMib);
    kept &= row(out, "state of deciders, but what left, KiB", kept(one.state), kept(all.state));
    kept &= row(out, "database without what is archived, MiB", one.databaseMib, all.databaseMib);
    kept &= row(out, "start until ready, s", one.startSeconds, all.startSeconds);
    plain(
        out,
        "database, what is archived too, MiB",
        one.databaseMib + one.archivedMib,
        all.databaseMib + all.archivedMib);
    plain(out, "ids of what left, KiB", one.state.left() / KIB, all.state.left() / KIB);
    plain(out, "state of deciders on disk, MiB", one.stateOnDiskMib, all.stateOnDiskMib);
    return kept ? 0 : 1;
  }

  private static double kept(StateSize state) {
    return (state.bytes() - state.left()) / KIB;
  }

  /** A row that has no aim. */
  private static void plain(PrintWriter out, String what, double one, double all) {
    out.printf(Locale.ROOT, "%-40s %12.1f %12.1f%n", what, one, all);
  }

  private static boolean row(PrintWriter out, String what, double one, double all) {
    double ratio = all / one;
    out.printf(Locale.ROOT, "%-40s %12.1f %12.1f %8.2f%n", what, one, all, ratio);
    return ratio <= MAX_GROWTH;
  }

  private Held held(int years)
      throws IOException, InterruptedException, ExecutionException, SQLException, RocksDBException {
    YearsLog log = new YearsLog(NETWORKS, years, DISASTERS_A_YEAR * years, requests, Instant.now());
    try (RunningPlatform platform = RunningPlatform.start("years")) {
      try (LiveLog live = new LiveLog(platform);
          ProgressBar bar = LoadCommand.bar(years + " years, days", years * 365)) {
        log.forEach(
            made -> {
              made.forEach(live::send);
              bar.step();
            });
        live.awaitDecided();
      }
      platform.viewer().awaitLedger(log.dispatches());
      double start = Double.MAX_VALUE;
      for (int i = 0; i < STARTS; i++) {
        platform.stop();
        start = Math.min(start, platform.startAgain().toMillis() / 1e3);
      }
      double heap = platform.heapMib("streams");
      platform.stop();
      double database = platform.bytes(DATABASE) / MIB;
      double open = DatabaseSize.withoutArchived(platform.data().resolve(DATABASE)) / MIB;
      StateSize state = StateSize.of(platform.data().resolve(STATE));
      return new Held(heap, state, platform.bytes(STATE) / MIB, open, database - open, start);
    }
  }
}
