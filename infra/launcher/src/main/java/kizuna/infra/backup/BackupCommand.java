package kizuna.infra.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import kizuna.infra.accounts.Accounts;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageOption;
import kizuna.infra.host.DataFolder;
import kizuna.infra.host.Installation;
import kizuna.infra.host.UserError;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna backup}: copies an installation, also while it runs. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Copies the data folder as it stands at one moment: log, schemas, keys, accounts, sessions, archives, heads.",
      "It may run meanwhile: the broker stands still for less than a second, and no report is lost.",
      "",
      "  infra/kizuna backup /mnt/backup/kizuna-2027-01-05",
      "  infra/kizuna verify --data /mnt/backup/kizuna-2027-01-05   decides a copy of it again",
      "  infra/kizuna up --data /srv/kizuna                         runs a copy of it",
      ""
    })
public final class BackupCommand implements Callable<Integer> {

  private static final double MEGABYTE = 1 << 20;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "a new or empty folder for the copy")
  private Path target;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "the installation's data folder (default: KIZUNA_DATA, else data in the project folder)")
  private @Nullable Path data;

  @Mixin private LanguageOption lang = new LanguageOption();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path from =
        Accounts.dataFolder(data).orElseGet(() -> Installation.here().root().resolve("data"));
    if (!Files.isDirectory(from)) {
      throw new UserError(messages().of("expected.data", from));
    }
    Path to = target.toAbsolutePath().normalize();
    if (to.startsWith(from.toAbsolutePath().normalize())) {
      throw new UserError(messages().of("expected.elsewhere", from, to));
    }
    if (!isNew(to)) {
      throw new UserError(messages().of("expected.empty", to));
    }
    try (Backup backup = new Backup(from)) {
      Duration pause = take(backup, from);
      long bytes = backup.copyTo(to);
      spec.commandLine()
          .getOut()
          .println(
              messages()
                  .text("done", to, String.format("%.1f", bytes / MEGABYTE), pause.toMillis()));
      return 0;
    }
  }

  /** Marks the moment; returns how long the broker was paused. */
  private Duration take(Backup backup, Path from) throws IOException, InterruptedException {
    if (!DataFolder.isInUse(from)) {
      backup.take();
      return Duration.ZERO;
    }
    try (Pause pause = Pause.of(from)) {
      backup.take();
      if (!pause.isPaused()) {
        throw new UserError(messages().of("expected.quick", Pause.LIMIT.toSeconds()));
      }
      return pause.length();
    }
  }

  private static boolean isNew(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private CommandMessages messages() {
    return CommandMessages.ofBackup(lang.language());
  }
}
