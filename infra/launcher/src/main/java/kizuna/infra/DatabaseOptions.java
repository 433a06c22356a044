package kizuna.infra;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.host.UserError;
import kizuna.schemas.text.TextReader;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.ledger.database.LedgerDatabases;
import kizuna.streams.ledger.database.PostgresDatabases;
import kizuna.streams.ledger.database.UnusableDatabase;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code up}: a PostgreSQL database of the user's for the read models. */
final class DatabaseOptions {

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      defaultValue = "${env:KIZUNA_DATABASE_URL}",
      description = {
        "jdbc:postgresql://HOST:PORT/DATABASE: the ledger's read models in a PostgreSQL database of your own (12 or newer)",
        "instead of embedded ones, so that several machines can read the same; with --database-user and",
        "--database-password-file. One writes, the others follow (or environment KIZUNA_DATABASE_URL)."
      })
  private @Nullable String databaseUrl;

  @Option(
      names = "--database-user",
      paramLabel = "NAME",
      defaultValue = "${env:KIZUNA_DATABASE_USER}",
      description =
          "Account there; it must be allowed to create schemas (or environment KIZUNA_DATABASE_USER).")
  private @Nullable String databaseUser;

  @Option(
      names = "--database-password-file",
      paramLabel = "FILE",
      defaultValue = "${env:KIZUNA_DATABASE_PASSWORD_FILE}",
      description =
          "File whose first line is its password (or environment KIZUNA_DATABASE_PASSWORD_FILE).")
  private @Nullable Path databasePasswordFile;

  /**
   * The database; empty where none was named. It is connected to at once: the user learns within
   * seconds what is wrong.
   */
  Optional<PlatformSettings.OwnDatabase> settings() {
    String url = databaseUrl;
    if (url == null || url.isBlank()) {
      return Optional.empty();
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      // What follows the scheme may hold a password.
      throw refused("scheme", url.replaceFirst("(?s)[/@?].*", "…"));
    }
    if (url.contains("password=")) {
      throw refused("password-in-url");
    }
    String user = databaseUser;
    Path file = databasePasswordFile;
    if (user == null || user.isBlank()) {
      throw refused("no-user");
    }
    if (file == null) {
      throw refused("no-password-file");
    }
    try (LedgerDatabases tried =
        new PostgresDatabases(
            url, user, TextReader.file(file).lines().findFirst().orElse("").strip())) {
      return Optional.of(new PlatformSettings.OwnDatabase(tried.place(), user, file));
    } catch (UnusableDatabase e) {
      throw new UserError(e.sentence(LanguageTag.ofMachine()), e);
    } catch (IOException e) {
      throw refused("unreadable-file", file.toString());
    }
  }

  private static UserError refused(String what, Object... values) {
    return new UserError(
        MessageCatalog.of(LanguageTag.ofMachine()).sentence("error.database." + what, values));
  }
}
