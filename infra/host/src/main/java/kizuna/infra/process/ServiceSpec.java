package kizuna.infra.process;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A service that runs in a process of its own, and how to start it.
 *
 * @param name what users call it: {@code registry}, {@code streams}, {@code producers}
 * @param java the java command with its flags, up to but without the class path
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
    URI health) {}
