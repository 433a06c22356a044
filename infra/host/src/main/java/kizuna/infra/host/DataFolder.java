package kizuna.infra.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The folder of all data, locked against a second launcher while it is open. */
public final class DataFolder implements AutoCloseable {

  /** Nothing is started with less free space. */
  public static final long NEEDED_BYTES = 500L * 1024 * 1024;

  private static final String USUAL_DOOR = "http://localhost:8080";

  private static final String LOCK = "run/lock";

  private final Path path;
  private final FileChannel lockFile;
  private final Object lockKey;

  private DataFolder(Path path, FileChannel lockFile) throws IOException {
    this.path = path;
    this.lockFile = lockFile;
    this.lockKey = lockKey(path);
  }

  /** Opens a data folder; creates it if there is none. */
  public static DataFolder open(Path folder) {
    return open(folder, NEEDED_BYTES);
  }

  static DataFolder open(Path folder, long neededBytes) {
    Path path = folder.toAbsolutePath().normalize();
    try {
      restrictToOwner(path);
    } catch (IOException e) {
      throw new UserError(HostMessages.LIST.of("folder.notMade", path, reason(e)), e);
    }
    requireSpace(path, neededBytes);
    try {
      FileChannel channel =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new UserError(HostMessages.LIST.of("folder.inUse", path, door(path)));
      }
      return new DataFolder(path, channel);
    } catch (IOException e) {
      throw new UserError(HostMessages.LIST.of("folder.notWritten", path, reason(e)), e);
    }
  }

  /**
   * Restricts the folder to its owner, with all contents if an earlier version made it. A folder
   * with other contents keeps its permissions; only our own files are restricted.
   */
  private static void restrictToOwner(Path path) throws IOException {
    boolean ours = !Files.exists(path) || isEmpty(path) || Files.exists(path.resolve(LOCK));
    if (ours) {
      boolean wasOpen = Files.exists(path) && PrivateFiles.isOpenToOthers(path);
      PrivateFiles.folder(path);
      if (wasOpen) {
        PrivateFiles.tightenTree(path);
      }
    }
    PrivateFiles.folder(path.resolve("logs"));
    PrivateFiles.folder(path.resolve("run"));
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** Whether a launcher has ever opened this folder. */
  public static boolean wasOpened(Path folder) {
    return Files.exists(folder.resolve(LOCK));
  }

  /**
   * Whether the folder was deleted, moved away or replaced since it was opened. False while that
   * cannot be read.
   */
  public boolean isGone() {
    try {
      return !lockKey.equals(lockKey(path));
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Identifies the lock file: a file of the same name that is made later has another key. */
  private static Object lockKey(Path folder) throws IOException {
    Path lock = folder.resolve(LOCK);
    Object key = Files.readAttributes(lock, BasicFileAttributes.class).fileKey();
    return key == null ? lock : key; // where the file system has no keys
  }

  /** Whether a running launcher has locked the folder. */
  public static boolean isInUse(Path folder) {
    Path lock = folder.resolve(LOCK);
    if (!Files.exists(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      return tryLock(channel) == null;
    } catch (IOException e) {
      return false;
    }
  }

  /** The address of the gateway of an installation, from its operator file. */
  public static URI door(Path folder) {
    Path file = folder.resolve("identity/operator.json");
    try {
      if (Files.exists(file)) {
        JsonNode operator =
            JsonMapper.shared().readTree(Files.readString(file, StandardCharsets.UTF_8));
        return URI.create(operator.path("door").asString(USUAL_DOOR));
      }
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      // The default address.
    }
    return URI.create(USUAL_DOOR);
  }

  /** Free bytes on the disk of a folder that may not exist yet. */
  public static long freeBytesFor(Path folder) {
    Path there = folder.toAbsolutePath().normalize();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return freeBytes(there);
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // locked by this JVM
    }
  }

  private static void requireSpace(Path path, long neededBytes) {
    long free = freeBytes(path);
    if (free < neededBytes) {
      throw new UserError(
          HostMessages.LIST.of(
              "folder.full", neededBytes / (1024 * 1024), path, free / (1024 * 1024)));
    }
  }

  private static long freeBytes(Path path) {
    try {
      return Files.getFileStore(path).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String reason(IOException e) {
    String name = e.getClass().getSimpleName();
    return name.endsWith("Exception") ? name.substring(0, name.length() - 9) : name;
  }

  /** Free bytes on the folder's disk. */
  public long freeBytes() {
    return freeBytes(path);
  }

  public Path path() {
    return path;
  }

  public Path broker() {
    return path.resolve("broker");
  }

  public Path registry() {
    return path.resolve("registry");
  }

  /** Keys and passwords of the embedded identity provider. */
  public Path identity() {
    return path.resolve("identity");
  }

  /** Secrets of our programs' accounts at the embedded broker and registry. */
  public Path accounts() {
    return path.resolve("accounts");
  }

  /** State stores of the streams module. */
  public Path streams() {
    return path.resolve("streams");
  }

  public Path log(String part) {
    return path.resolve("logs").resolve(part + ".log");
  }

  public Path pidFile(String part) {
    return path.resolve("run").resolve(part + ".pid");
  }

  /** The id of the cluster that the data belong to; empty before the first start. */
  public Optional<String> clusterId() {
    Path file = path.resolve("cluster-id");
    try {
      return Files.exists(file)
          ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).trim())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Records which cluster this folder belongs to. */
  public void clusterId(String id) {
    try {
      Files.writeString(path.resolve("cluster-id"), id + "\n", StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
