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
 * The files of this build: class paths of its modules and the registry server.
 *
 * @param root the project folder
 */
public record Installation(Path root) {

  /** The module of the command line and the embedded services. */
  public static final String LAUNCHER = "infra/launcher";

  /** The module of the front door and the embedded identity provider. */
  public static final String DOOR = "infra/door";

  /** The module of this class. */
  public static final String HOST = "infra/host";

  private static final int LEVELS_BELOW_ROOT = 4;

  /** The build that this class was loaded from. */
  public static Installation here() {
    try {
      // <root>/infra/host/target/classes, or <root>/infra/host/target/kizuna-infra-host-….jar
      Path code =
          Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path root = code.toAbsolutePath();
      for (int level = 0; level < LEVELS_BELOW_ROOT && root != null; level++) {
        root = root.getParent();
      }
      if (root == null) {
        throw new UserError(HostMessages.LIST.of("build.classes", code));
      }
      return new Installation(root);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The class path that a module's main class runs on.
   *
   * @param module its folder, relative to the project folder
   */
  public String classPath(String module) {
    Path target = root.resolve(module).resolve("target");
    Path list = target.resolve("runtime.classpath");
    try {
      return target.resolve("classes") + File.pathSeparator + Files.readString(list).trim();
    } catch (IOException e) {
      throw new UserError(HostMessages.LIST.of("build.classPath", module, list), e);
    }
  }

  /** The class path of this process, for processes that run the same classes. */
  public static String ownClassPath() {
    return System.getProperty("java.class.path");
  }

  /** The classes of a module alone, without its dependencies. */
  public Path classes(String module) {
    return root.resolve(module).resolve("target/classes");
  }

  /** The folder of the schema registry server, as its distribution was unpacked. */
  public Path registryFolder() {
    return root.resolve(LAUNCHER).resolve("target/apicurio");
  }

  /** The class path of the schema registry server. */
  public String registryServer() {
    Path folder = registryFolder();
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
      throw new UserError(HostMessages.LIST.of("build.registry", folder), e);
    }
  }

  /** The java that runs this program, for its children. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The java command of a child process: small heap, quick start, few native arenas. */
  public static List<String> javaCommand(MemoryBudget budget) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add(budget.heapFlag());
    command.add(budget.classesFlag());
    command.add(budget.buffersFlag());
    command.add("-XX:ReservedCodeCacheSize=48m");
    // Raises the thresholds of the second compiler: at the defaults it takes half of the CPU at
    // start.
    command.add("-XX:Tier4InvocationThreshold=50000");
    command.add("-XX:Tier4MinInvocationThreshold=6000");
    command.add("-XX:Tier4CompileThreshold=150000");
    command.add("-XX:Tier4BackEdgeThreshold=400000");
    command.add("-Xss512k");
    command.add("-XX:+UseSerialGC");
    // The default would be a 64th of the memory of the machine.
    command.add("-Xms48m");
    // Returns memory after a peak of load.
    command.add("-XX:MinHeapFreeRatio=20");
    command.add("-XX:MaxHeapFreeRatio=40");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-Xshare:auto");
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Djava.net.preferIPv4Stack=true");
    return command;
  }
}
