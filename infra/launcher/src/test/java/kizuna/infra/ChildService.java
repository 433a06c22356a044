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

  /** A service that handles TERM without an end, until it is killed. */
  static ServiceSpec thatTakesTimeToEnd(Path folder, String name) {
    return of(folder, name, EndsSlowly.class.getName());
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

  /** Prints when it can be ended, and when it is. */
  public static final class EndsSlowly {
    private EndsSlowly() {}

    public static void main(String[] args) throws InterruptedException {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    System.out.println("ends");
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
      System.out.println("handles TERM");
      new CountDownLatch(1).await();
    }
  }

  /** Does nothing until it is ended. */
  public static final class Waits {
    private Waits() {}

    public static void main(String[] args) throws InterruptedException {
      new CountDownLatch(1).await();
    }
  }
}
