package kizuna.infra;

import static kizuna.schemas.Waiting.await;

import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What runs in the process of the tests leaves a log to read. */
class TestLogTest {

  @Test
  void whatIsLoggedInTheProcessOfTheTestsIsInItsFile() {
    String said = UUID.randomUUID().toString();

    LoggerFactory.getLogger(TestLogTest.class).info("expected in the log: {}", said);

    await("the line is in the file").until(() -> Files.readString(TestLog.FILE).contains(said));
  }
}
