package kizuna.infra.drill;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.Callable;
import kizuna.infra.command.ClusterOptions;
import kizuna.infra.command.CommandCluster;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.host.UserError;
import kizuna.states.DrillStatus;
import kizuna.streams.drills.DrillExpiry;
import kizuna.streams.state.NetworkView;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna drill keep}: keeps a run from expiring. */
@Command(
    name = "keep",
    mixinStandardHelpOptions = true,
    description = {
      "Keeps a run, so that it does not expire: for good, or until a day.",
      "",
      "  infra/kizuna drill keep noto-2024-1",
      "  infra/kizuna drill keep noto-2024-1 --until 2027-03-31",
      "  infra/kizuna drill keep noto-2024-1 --undo",
      ""
    })
final class KeepRunCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions options = new ClusterOptions();
  @Mixin private ExpiryOptions expiry = new ExpiryOptions();

  @Parameters(paramLabel = "RUN", description = "id of a run (see drill list)")
  private String run = "";

  @Option(names = "--until", paramLabel = "DATE", description = "last day on which it is kept")
  private @Nullable String until;

  @Option(names = "--undo", description = "keeps it no more: it expires as if nobody had")
  private boolean undo;

  @Override
  public Integer call() {
    CommandMessages words = DrillCommand.words();
    String day = until;
    if (day != null && undo) {
      throw new UserError(words.of("keep.both"));
    }
    LocalDate last = day == null ? null : day(day, words);
    try (CommandCluster cluster = CommandCluster.running(options);
        Admin admin = Admin.create(cluster.kafka().settings())) {
      DrillCommand.requireThere(cluster, admin, run);
      Instant now = Instant.now();
      Map<String, DrillStatus> all =
          DrillRegister.of(cluster, admin)
              .change(
                  known -> {
                    DrillStatus before =
                        known.getOrDefault(run, DrillExpiry.begun(run, now, expiry.days()));
                    if (!DrillExpiry.isGone(before)) {
                      known.put(
                          run,
                          undo ? DrillExpiry.released(before) : DrillExpiry.kept(before, last));
                    }
                  });
      // The run may have been removed meanwhile.
      DrillRuns.gone(all, run, words)
          .ifPresent(
              sentence -> {
                throw new UserError(sentence);
              });
      spec.commandLine()
          .getOut()
          .println(
              undo
                  ? words.text(
                      "keep.undone",
                      run,
                      DrillRuns.expiresAt(all, run, now).map(words::day).orElse(""))
                  : last == null
                      ? words.text("keep.done", run)
                      : words.text("keep.done.until", run, last));
      return 0;
    }
  }

  private static LocalDate day(String text, CommandMessages words) {
    LocalDate day;
    try {
      day = LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new UserError(words.of("keep.day", text), e);
    }
    if (day.isBefore(LocalDate.now(NetworkView.JAPAN))) {
      throw new UserError(words.of("keep.past", text));
    }
    return day;
  }
}
