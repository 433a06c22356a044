package kizuna.infra.process;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A service that runs in a process of its own, and how to start it.
 *
 * @param name what users call it: {@code registry}, {@code streams}, {@code producers}
 * @param java the java command with its flags, without the class path
 * @param classPath its class path
 * @param mainClass its main class
 * @param environment settings it gets as environment variables
 * @param log file that its output is appended to
 * @param pidFile file that names the process while it runs
 * @param health address that answers 200 once the part is ready
 */
public record ServiceSpec(
    String name,
    List<String> java,
    String classPath,
    String mainClass,
    Map<String, String> environment,
    Path log,
    Path pidFile,
    URI health) {

  private static final Pattern HEAP = Pattern.compile("-Xmx(\\d+)m");

  /** The java and the class path: without one of these files it cannot be started. */
  List<Path> program() {
    return Stream.concat(Stream.of(java.get(0)), Arrays.stream(classPath.split(File.pathSeparator)))
        .filter(file -> !file.isEmpty())
        .map(Path::of)
        .toList();
  }

  /** Maximum heap in MiB; 0 if its flags do not set it. */
  int heap() {
    return java.stream()
        .map(HEAP::matcher)
        .filter(Matcher::matches)
        .mapToInt(flag -> Integer.parseInt(flag.group(1)))
        .findFirst()
        .orElse(0);
  }

  /** The same with a heap of so many MiB. */
  ServiceSpec withHeap(int heap) {
    List<String> flags =
        java.stream()
            .map(flag -> HEAP.matcher(flag).matches() ? "-Xmx" + heap + "m" : flag)
            .toList();
    return new ServiceSpec(name, flags, classPath, mainClass, environment, log, pidFile, health);
  }
}
