package kizuna.infra.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import kizuna.infra.command.CommandMessages;
import kizuna.infra.command.LanguageTag;
import kizuna.infra.host.PrivateFiles;
import kizuna.infra.host.UserError;

/**
 * Copies a data folder as of one moment: log, schemas, keys, accounts, sessions, archives and
 * published heads. State and read models are left out because they are rebuilt from the log.
 *
 * <p>{@link #take} marks the moment, while all writers are paused. It links the segments of the
 * log, which only grow, and notes their lengths; the other files are small and are copied. {@link
 * #copyTo} copies the segments up to those lengths, while the log may grow again.
 */
final class Backup implements AutoCloseable {

  /** Sums of all files, in the form that {@code sha256sum -c} reads. */
  static final String SUMS = "SHA256SUMS";

  /** Folders that are rebuilt, or belong to the running processes. */
  private static final Set<String> LEFT_OUT = Set.of("streams", "logs", "run");

  private static final String STAGING = "backup-";
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path data;
  private final Path staging;
  private final List<Segment> segments = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();

  /**
   * A segment of the log.
   *
   * @param path in the data folder
   * @param length bytes that it had at the moment of the backup
   */
  private record Segment(Path path, long length) {}

  Backup(Path data) throws IOException {
    this.data = data.toAbsolutePath().normalize();
    this.staging = Files.createTempDirectory(this.data, STAGING);
  }

  /** Marks the moment; all writers must be paused. */
  void take() throws IOException {
    Files.walkFileTree(
        data,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean top = data.equals(folder.getParent());
            String name = String.valueOf(folder.getFileName());
            return top && (LEFT_OUT.contains(name) || name.startsWith(STAGING))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && !isMadeAgain(file)) {
              take(data.relativize(file), attributes.size());
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private boolean isOfLog(Path file) {
    return file.startsWith(data.resolve("broker"));
  }

  /** The broker makes the indexes of a segment again where they are missing. */
  private boolean isMadeAgain(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.equals(".lock")
        || isOfLog(file)
            && (name.endsWith(".index")
                || name.endsWith(".timeindex")
                || name.endsWith(".txnindex"));
  }

  private void take(Path path, long length) throws IOException {
    Path here = data.resolve(path);
    Path there = staging.resolve(path);
    Files.createDirectories(there.resolveSibling(""));
    if (isOfLog(here) && path.toString().endsWith(".log") && isLinked(there, here)) {
      segments.add(new Segment(path, length));
    } else {
      Files.copy(here, there);
      files.add(path);
    }
  }

  /** Some file systems have no links: the immediate copy takes longer there. */
  private static boolean isLinked(Path link, Path file) {
    try {
      Files.createLink(link, file);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * Copies the backup into an empty or new folder, with the checksums of its files.
   *
   * @return bytes that were copied
   */
  long copyTo(Path target) throws IOException {
    PrivateFiles.folder(target);
    TreeMap<String, String> sums = new TreeMap<>();
    long bytes = 0;
    for (Path file : files) {
      bytes += copy(file, Files.size(staging.resolve(file)), target, sums);
    }
    for (Segment segment : segments) {
      bytes += copy(segment.path, segment.length, target, sums);
    }
    StringBuilder text = new StringBuilder();
    sums.forEach((file, sum) -> text.append(sum).append("  ").append(file).append('\n'));
    Files.writeString(target.resolve(SUMS), text, StandardCharsets.UTF_8);
    return bytes;
  }

  private long copy(Path path, long length, Path target, TreeMap<String, String> sums)
      throws IOException {
    Path there = target.resolve(path);
    PrivateFiles.folder(there.resolveSibling(""));
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    long left = length;
    try (InputStream in = Files.newInputStream(staging.resolve(path));
        OutputStream out = Files.newOutputStream(there, StandardOpenOption.CREATE_NEW)) {
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new UserError(
              CommandMessages.ofBackup(LanguageTag.ofMachine())
                  .of("expected.bytes", length, path, left));
        }
        digest.update(buffer, 0, read);
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    Files.setPosixFilePermissions(there, Files.getPosixFilePermissions(staging.resolve(path)));
    sums.put(path.toString(), HexFormat.of().formatHex(digest.digest()));
    return length;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected SHA-256, which every JDK has", e);
    }
  }

  /** Removes the links and copies of the backup from the data folder. */
  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        staging,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path folder, @org.jspecify.annotations.Nullable IOException e) throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
