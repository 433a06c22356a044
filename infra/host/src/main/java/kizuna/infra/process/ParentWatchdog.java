package kizuna.infra.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The main class of every child process: runs another main class, and ends the process when the
 * launcher ends for any reason.
 *
 * <p>The launcher holds the other end of this process's standard input and writes nothing to it:
 * the end of input means that the launcher has ended, also after {@code kill -9}. Ctrl-C in a
 * terminal reaches all its processes at once; here it is ignored, because the launcher stops its
 * children in order.
 */
public final class ParentWatchdog {

  private static final long GRACE_MILLIS = 5_000;

  private ParentWatchdog() {}

  /**
   * @param args the main class to run, then its arguments
   */
  public static void main(String[] args) throws Throwable {
    Signal.handle(new Signal("INT"), SignalHandler.SIG_IGN);
    Thread watch = new Thread(ParentWatchdog::endWithLauncher, "parent-watchdog");
    watch.setDaemon(true);
    watch.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void endWithLauncher() {
    try {
      int read;
      do {
        read = System.in.read();
      } while (read >= 0);
    } catch (IOException e) {
      // A broken pipe means the same as its end.
    }
    Thread last = new Thread(ParentWatchdog::halt, "parent-watchdog-halt");
    last.setDaemon(true);
    last.start();
    System.exit(0);
  }

  /** Shutdown hooks may wait for a broker that has ended: the wait is limited. */
  private static void halt() {
    try {
      Thread.sleep(GRACE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }
}
