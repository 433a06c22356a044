package kizuna.infra.host;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where this build of Kizuna lies on disk: the class paths of its modules and the registry server.
 *
 * @param root the project folder
 */
public record Installation(Path root) {

  /** The build that this class was loaded from. */
  public static Installation here() {
    try {
      // <root>/infra/target/classes, or <root>/infra/target/kizuna-infra-….jar
      Path code =
          Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path target = code.toAbsolutePath().getParent();
      Path module = target == null ? null : target.getParent();
      Path root = module == null ? null : module.getParent();
      if (root == null) {
        throw new UserError(
            "expected Kizuna's classes in <project>/infra/target, but they are in "
                + code
                + "; build with infra/kizuna");
      }
      return new Installation(root);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The class path that a module's main class runs on. */
  public String classPath(String module) {
    Path target = root.resolve(module).resolve("target");
    Path list = target.resolve("runtime.classpath");
    try {
      return target.resolve("classes") + File.pathSeparator + Files.readString(list).trim();
    } catch (IOException e) {
      throw new UserError(
          "expected the class path of "
              + module
              + " in "
              + list
              + ", but it cannot be read; build with infra/kizuna",
          e);
    }
  }

  /** The class path of this process, for parts of its own module. */
  public static String ownClassPath() {
    return System.getProperty("java.class.path");
  }

  /** Whether a module has been built with the given main class. */
  public boolean hasClass(String module, String className) {
    return Files.exists(
        root.resolve(module)
            .resolve("target/classes")
            .resolve(className.replace('.', '/') + ".class"));
  }

  /** The classes of this module alone, without its dependencies. */
  public Path ownClasses() {
    return root.resolve("infra/target/classes");
  }

  /** The class path of the schema registry server. */
  public String registryServer() {
    Path folder = root.resolve("infra/target/apicurio");
    try (Stream<Path> files = Files.list(folder);
        Stream<Path> transports = Files.list(folder.resolve("sockets"))) {
      Path runner =
          files
              .filter(f -> f.getFileName().toString().endsWith("-runner.jar"))
              .findFirst()
              .orElseThrow(() -> new IOException("no runner jar"));
      return Stream.concat(Stream.of(runner), transports.sorted())
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    } catch (IOException e) {
      throw new UserError(
          "expected the schema registry server in "
              + folder
              + ", but it is not there; build with infra/kizuna",
          e);
    }
  }

  /** The java that runs this program, for its children. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The beginning of every child's command: small heap, quick start, few native arenas. */
  public static List<String> javaCommand(MemoryBudget budget) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add(budget.heapFlag());
    command.add(budget.classesFlag());
    command.add(budget.buffersFlag());
    command.add("-XX:ReservedCodeCacheSize=48m");
    command.add("-Xss512k");
    command.add("-XX:+UseSerialGC");
    // Java takes a 64th of the machine's memory at once where nothing else is said.
    command.add("-Xms48m");
    // Gives back, after a full collection, what a moment of load took.
    command.add("-XX:MinHeapFreeRatio=20");
    command.add("-XX:MaxHeapFreeRatio=40");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-Xshare:auto");
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Djava.net.preferIPv4Stack=true");
    return command;
  }
}
