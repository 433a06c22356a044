package kizuna.infra.registry;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The main class of the registry process: deletes a leftover socket and runs the server. */
public final class RegistryMain {

  private static final String SERVER = "io.quarkus.runner.GeneratedMain";

  private RegistryMain() {}

  public static void main(String[] args) throws Throwable {
    // A killed process leaves its socket behind, which blocks the next one.
    Files.deleteIfExists(Path.of(System.getProperty("kizuna.registry.socket")));
    try {
      Class.forName(SERVER).getMethod("main", String[].class).invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
