package kizuna.infra.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import kizuna.schemas.HeapWatchdog;

/** Mains that stand in for the parts of the platform in the tests of their supervision. */
final class StandIn {

  private StandIn() {}

  /** Notes that it runs, and runs until it is ended. */
  public static final class Patient {
    private Patient() {}

    public static void main(String[] args) throws Exception {
      note("runs " + ProcessHandle.current().pid());
      new CountDownLatch(1).await();
    }
  }

  /** Will not end when it is asked to. */
  public static final class Stubborn {
    private Stubborn() {}

    public static void main(String[] args) throws Exception {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
      note("runs " + ProcessHandle.current().pid());
      new CountDownLatch(1).await();
    }
  }

  /** Ends by itself at its first start, saying why, and runs at every later one. */
  public static final class FailsOnce {
    private FailsOnce() {}

    public static void main(String[] args) throws Exception {
      Path tried = Path.of(System.getenv("NOTES") + ".tried");
      if (!Files.exists(tried)) {
        Files.createFile(tried);
        System.out.println("2026-11-27T09:00:00Z ERROR [main] it cannot go on");
        System.exit(4);
      }
      Patient.main(args);
    }
  }

  /** Is out of memory at its first start, and notes how large its heap is at a later one. */
  public static final class OutOfMemoryOnce {
    private OutOfMemoryOnce() {}

    public static void main(String[] args) throws Exception {
      Path tried = Path.of(System.getenv("NOTES") + ".tried");
      if (!Files.exists(tried)) {
        Files.createFile(tried);
        System.exit(HeapWatchdog.EXIT_CODE);
      }
      note("runs " + (Runtime.getRuntime().maxMemory() >> 20));
      new CountDownLatch(1).await();
    }
  }

  /** A launcher: starts a patient child and waits to be killed. */
  public static final class Launcher {
    private Launcher() {}

    public static void main(String[] args) throws Exception {
      ManagedProcess.start(ChildrenTest.part(Path.of(args[0]), Patient.class));
      new CountDownLatch(1).await();
    }
  }

  private static void note(String line) throws Exception {
    Path notes = Path.of(System.getenv("NOTES"));
    Path draft = notes.resolveSibling(notes.getFileName() + ".draft");
    Files.writeString(draft, line, StandardCharsets.UTF_8);
    Files.move(
        draft,
        notes,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }
}
