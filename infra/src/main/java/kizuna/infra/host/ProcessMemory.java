package kizuna.infra.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much memory a process holds, where the operating system tells (Linux). */
public final class ProcessMemory {

  private static final String LABEL = "VmRSS:";

  private ProcessMemory() {}

  /** Resident bytes of a process; empty if it is gone or the system does not say. */
  public static OptionalLong residentBytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith(LABEL))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
