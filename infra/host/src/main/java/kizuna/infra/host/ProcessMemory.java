package kizuna.infra.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The resident memory of a process, where the operating system reports it (Linux). */
public final class ProcessMemory {

  private static final String LABEL = "VmRSS:";

  private ProcessMemory() {}

  /** Resident bytes; empty if the process has ended or the system does not report them. */
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
