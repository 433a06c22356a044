package kizuna.streams.ledger.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import kizuna.schemas.Namespace;
import org.flywaydb.core.Flyway;
import org.jooq.SQLDialect;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.util.LibraryLoaderUtil;

/** Read models as SQLite files in a folder: {@code <namespace>.<generation>.db}. */
public final class SqliteDatabases implements LedgerDatabases {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabases.class);
  // Also matches companion files: a crash may have left them without their database.
  private static final Pattern FILE =
      Pattern.compile("(.+)\\.(\\d{1,9})\\.db(?:-wal|-shm|-journal)?");
  private static final List<String> BESIDE = List.of("", "-wal", "-shm", "-journal");
  private static final int PAGE_BYTES = 8_192;
  private static final int WRITER_CACHE_KIB = 8_192;
  private static final int READER_CACHE_KIB = 4_096;
  private static final int CHECKPOINT_PAGES = 6_000;
  private static final int LARGEST_IDLE_WAL_BYTES = 64 << 20;
  private static final int BUSY_MILLIS = 5_000;

  /** Instructions of the database between two checks of the time. */
  private static final int LOOK_AFTER_INSTRUCTIONS = 100_000;

  private final Path folder;
  private final UnaryOperator<Connection> writers;

  public SqliteDatabases(Path folder) {
    this(folder, UnaryOperator.identity());
  }

  /**
   * @param writers wraps each writing connection
   */
  public SqliteDatabases(Path folder, UnaryOperator<Connection> writers) {
    this.folder = folder;
    this.writers = writers;
    try {
      Files.createDirectories(folder);
      Library.extractInto(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The state of a file before it is opened. */
  private enum FileState {
    COMPLETE,
    UNFINISHED,
    USELESS
  }

  @Override
  public Optional<LedgerDatabase> newest(Namespace namespace) {
    List<Path> files = generations(namespace).stream().map(g -> file(namespace, g)).toList();
    Map<Path, FileState> standings =
        files.stream().collect(Collectors.toMap(f -> f, SqliteDatabases::stateOf));
    Optional<Path> chosen =
        files.stream()
            .filter(f -> standings.get(f) == FileState.COMPLETE)
            .findFirst()
            .or(
                () ->
                    files.stream()
                        .filter(f -> standings.get(f) == FileState.UNFINISHED)
                        .findFirst());
    files.stream().filter(f -> !chosen.equals(Optional.of(f))).forEach(SqliteDatabases::delete);
    return chosen.flatMap(
        file -> {
          try {
            return Optional.of(open(file));
          } catch (SQLException e) {
            LOG.warn("{} cannot be opened and is rebuilt from the topics: {}", file, e.toString());
            delete(file);
            return Optional.empty();
          }
        });
  }

  private static FileState stateOf(Path file) {
    try (Connection connection = source(false, READER_CACHE_KIB).getConnection(url(file));
        var statement = connection.createStatement();
        var origin = statement.executeQuery("select format, complete from origin where id = 1")) {
      if (!origin.next() || !origin.getString(1).equals(AvroRows.FORMAT)) {
        LOG.info("{} is of another version and is rebuilt from the topics", file);
        return FileState.USELESS;
      }
      return origin.getInt(2) == 1 ? FileState.COMPLETE : FileState.UNFINISHED;
    } catch (SQLException e) {
      LOG.warn("{} cannot be read and is rebuilt from the topics: {}", file, e.toString());
      return FileState.USELESS;
    }
  }

  @Override
  public LedgerDatabase create(Namespace namespace) {
    int generation = generations(namespace).stream().findFirst().orElse(0) + 1;
    Path file = file(namespace, generation);
    try {
      delete(file);
      Files.write(file, Template.bytes());
      return open(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException("expected a new database " + file + ", but " + e, e);
    }
  }

  private LedgerDatabase open(Path file) throws SQLException {
    Connection writing = writers.apply(source(true, WRITER_CACHE_KIB).getConnection(url(file)));
    try {
      writing.setAutoCommit(false);
      HikariConfig pool = new HikariConfig();
      pool.setPoolName("read-" + file.getFileName());
      pool.setDataSource(source(false, READER_CACHE_KIB).at(url(file)));
      pool.setMaximumPoolSize(LedgerDatabase.MAX_READERS);
      pool.setMinimumIdle(0);
      pool.setIdleTimeout(60_000);
      pool.setConnectionTimeout(LedgerDatabase.LONGEST_WAIT.toMillis());
      pool.setInitializationFailTimeout(-1);
      pool.setAutoCommit(false);
      return new LedgerDatabase(
          file.toString(),
          SQLDialect.SQLITE,
          writing,
          new HikariDataSource(pool),
          ChangeChannel.NONE,
          () -> delete(file));
    } catch (SQLException | RuntimeException e) {
      writing.close();
      throw e;
    }
  }

  private static Source source(boolean writes, int cacheKib) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // A tail lost by a power failure is read again, because its offsets are lost with it.
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setCacheSize(-cacheKib);
    config.setPageSize(PAGE_BYTES);
    config.setJournalSizeLimit(LARGEST_IDLE_WAL_BYTES);
    config.setGetGeneratedKeys(false);
    if (writes) {
      config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
      config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(CHECKPOINT_PAGES));
    }
    return new Source(config, !writes);
  }

  /** Connections with our settings; reading ones stop at their deadline. */
  private static final class Source extends SQLiteDataSource {

    private final boolean limited;
    private String url = "";

    Source(SQLiteConfig config, boolean limited) {
      super(config);
      this.limited = limited;
    }

    DataSource at(String address) {
      url = address;
      return this;
    }

    Connection getConnection(String address) throws SQLException {
      url = address;
      return getConnection();
    }

    @Override
    public Connection getConnection() throws SQLException {
      setUrl(url);
      Connection connection = super.getConnection();
      if (limited) {
        ProgressHandler.setHandler(
            connection,
            LOOK_AFTER_INSTRUCTIONS,
            new ProgressHandler() {
              @Override
              protected int progress() {
                long deadline = LedgerDatabase.DEADLINE.get();
                return deadline != 0 && System.nanoTime() - deadline > 0 ? 1 : 0;
              }
            });
      }
      return connection;
    }
  }

  private static String url(Path file) {
    return "jdbc:sqlite:" + file;
  }

  private Path file(Namespace namespace, int generation) {
    return folder.resolve(namespace.name() + "." + generation + ".db");
  }

  /** The newest first. */
  private List<Integer> generations(Namespace namespace) {
    return files().stream()
        .filter(m -> m.group(1).equals(namespace.name()))
        .map(m -> Integer.valueOf(m.group(2)))
        .distinct()
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private List<Matcher> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> FILE.matcher(f.getFileName().toString()))
          .filter(Matcher::matches)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void drop(Namespace namespace) {
    generations(namespace).forEach(generation -> delete(file(namespace, generation)));
  }

  @Override
  public Set<Namespace> held() {
    return files().stream().map(m -> new Namespace(m.group(1))).collect(Collectors.toSet());
  }

  private static void delete(Path file) {
    try {
      for (String ending : BESIDE) {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + ending));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String place() {
    return folder.toString();
  }

  @Override
  public void close() {}

  /** A migrated empty database: migrating takes longer than copying its file. */
  private static final class Template {

    private static byte @Nullable [] migrated;

    private Template() {}

    static synchronized byte[] bytes() throws IOException {
      byte[] known = migrated;
      if (known == null) {
        known = migrate();
        migrated = known;
      }
      return known;
    }

    private static byte[] migrate() throws IOException {
      Path file = Files.createTempFile("kizuna-ledger", ".db");
      try {
        SQLiteConfig config = new SQLiteConfig();
        config.setPageSize(PAGE_BYTES);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(url(file));
        Flyway.configure(SqliteDatabases.class.getClassLoader())
            .dataSource(source)
            .locations("classpath:" + AvroRows.MIGRATIONS)
            .placeholders(Map.of("text", "text", "blob", "blob"))
            .load()
            .migrate();
        try (Connection connection = source.getConnection();
            var insert =
                connection.prepareStatement(
                    "insert into origin (id, format, complete, unreadable) values (1, ?, 0, 0)")) {
          insert.setString(1, AvroRows.FORMAT);
          insert.executeUpdate();
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
        return Files.readAllBytes(file);
      } finally {
        delete(file);
      }
    }
  }

  /**
   * SQLite's own code: extracted once into the folder of the databases, where the driver would
   * leave a copy in the temporary folder for each process that is killed.
   */
  private static final class Library {

    private Library() {}

    static synchronized void extractInto(Path folder) throws IOException {
      if (System.getProperty("org.sqlite.lib.path") != null) {
        return;
      }
      String name = LibraryLoaderUtil.getNativeLibName();
      String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
      Path kept = folder.resolve("native-" + org.sqlite.SQLiteJDBCLoader.getVersion());
      Path file = kept.resolve(name);
      try (InputStream in = SqliteDatabases.class.getResourceAsStream(resource)) {
        if (in == null) {
          return; // The driver reports the platforms that it supports.
        }
        if (!Files.exists(file)) {
          Files.createDirectories(kept);
          Path part = Files.createTempFile(kept, "part", null);
          Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
          try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
          } catch (FileAlreadyExistsException e) {
            Files.delete(part);
          }
        }
      }
      System.setProperty("org.sqlite.lib.path", kept.toAbsolutePath().toString());
      System.setProperty("org.sqlite.lib.name", name);
    }
  }
}
