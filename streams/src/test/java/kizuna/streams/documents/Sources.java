package kizuna.streams.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of the whole repository by their path in it: what documents speak of. */
final class Sources {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", "data");

  /** Read once for all tests: some 2,000 files. */
  private static final Sources ALL = new Sources();

  private final Map<String, Path> files = new TreeMap<>();
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  private Sources() {
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              Path name = folder.getFileName();
              return name != null && NOT_OURS.contains(name.toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              // A compiler that ends by itself leaves its arguments.
              if (!file.getFileName().toString().matches("javac\\..*\\.args")) {
                files.put(ROOT.relativize(file).toString().replace('\\', '/'), file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Sources all() {
    return ALL;
  }

  Set<String> paths() {
    return files.keySet();
  }

  String text(String path) {
    return texts.computeIfAbsent(
        path,
        p -> {
          try {
            return new String(Files.readAllBytes(files.get(p)), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  long bytes(String path) {
    return text(path).getBytes(StandardCharsets.UTF_8).length;
  }

  /** All documents. */
  List<String> documents() {
    return matching(p -> p.endsWith(".md"));
  }

  /** Sources of the programs, without tests but for the commands that are among them. */
  List<String> mainSources() {
    return matching(
        p ->
            p.equals("infra/kizuna")
                || p.matches("infra/tests/src/test/java/kizuna/infra/chaos/\\w+Command\\.java")
                || p.contains("src/main/") && (p.endsWith(".java") || p.endsWith(".yml")));
  }

  List<String> matching(Predicate<String> wanted) {
    return files.keySet().stream().filter(wanted).toList();
  }

  /** The one file of a Java type, wherever its module keeps it. */
  String javaFile(String type) {
    List<String> found = matching(p -> p.endsWith("/" + type + ".java"));
    if (found.size() != 1) {
      throw new AssertionError("expected one file of " + type + ", but " + found);
    }
    return found.get(0);
  }

  Stream<MatchResult> find(List<String> paths, Pattern pattern) {
    return paths.stream().flatMap(path -> pattern.matcher(text(path)).results());
  }
}
