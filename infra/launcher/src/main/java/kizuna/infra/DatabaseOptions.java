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

/** Options of {@code up}: a PostgreSQL database for the read models. */
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
   * The database; empty if no option names one. Connects to it, so that the user sees an error
   * before anything starts.
   *
   * @throws UserError if an option is wrong or missing, or the database is not usable
   */
  Optional<PlatformSettings.OwnDatabase> settings() {
    String url = databaseUrl;
    if (url == null || url.isBlank()) {
      return Optional.empty();
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      // The rest of the URL may contain a password.
      throw error("scheme", url.replaceFirst("(?s)[/@?].*", "…"));
    }
    if (url.contains("password=")) {
      throw error("password-in-url");
    }
    String user = databaseUser;
    Path file = databasePasswordFile;
    if (user == null || user.isBlank()) {
      throw error("no-user");
    }
    if (file == null) {
      throw error("no-password-file");
    }
    try (LedgerDatabases databases =
        new PostgresDatabases(
            url, user, TextReader.file(file).lines().findFirst().orElse("").strip())) {
      return Optional.of(new PlatformSettings.OwnDatabase(databases.place(), user, file));
    } catch (UnusableDatabase e) {
      throw new UserError(language -> e.sentence(LanguageTag.of(language)), e);
    } catch (IOException e) {
      throw error("unreadable-file", file.toString());
    }
  }

  private static UserError error(String cause, Object... values) {
    return new UserError(
        language ->
            MessageCatalog.of(LanguageTag.of(language))
                .sentence("error.database." + cause, values));
  }
}
