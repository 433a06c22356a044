package kizuna.infra;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import kizuna.infra.host.Installation;
import kizuna.infra.process.ServiceSpec;

/** Services for the tests of what starts and watches them. */
final class ChildService {

  private ChildService() {}

  /** A service that runs until it is ended. */
  static ServiceSpec thatRuns(Path folder, String name) {
    return of(folder, name, Waits.class.getName());
  }

  /** A service whose process ends at once, at every start. */
  static ServiceSpec thatCannotStart(Path folder, String name) {
    return of(folder, name, "kizuna.infra.NoSuchClass");
  }

  private static ServiceSpec of(Path folder, String name, String mainClass) {
    return new ServiceSpec(
        name,
        List.of(Installation.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m"),
        System.getProperty("java.class.path"),
        mainClass,
        Map.of(),
        folder.resolve("logs").resolve(name + ".log"),
        folder.resolve("run").resolve(name + ".pid"),
        URI.create("http://127.0.0.1:1/"));
  }

  /** Does nothing until it is ended. */
  public static final class Waits {
    private Waits() {}

    public static void main(String[] args) throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }
}
