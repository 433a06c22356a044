package kizuna.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import kizuna.infra.host.LogFile;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * The log of what runs in the process of the tests: embedded brokers, registries, the code of
 * tests. It rolls at 10 MB, three files at most. A test that fails names it.
 */
public final class TestLog implements TestExecutionListener {

  static final Path FILE = Path.of("target", "log", "tests.log").toAbsolutePath();

  private static final AtomicBoolean OPEN = new AtomicBoolean();

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    if (OPEN.compareAndSet(false, true)) {
      try {
        Files.createDirectories(FILE.getParent());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      LogFile.toFile(FILE);
    }
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.FAILED) {
      System.err.println(
          test.getDisplayName()
              + " failed. What ran in the process of the tests is in "
              + FILE
              + "; the parts of a platform log into the folder log of its data folder.");
    }
  }
}
