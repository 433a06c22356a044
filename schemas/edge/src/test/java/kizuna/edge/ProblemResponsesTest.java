package kizuna.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import kizuna.schemas.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.security.web.firewall.RequestRejectedException;

/** An operator reads of faults of ours, and not of callers that hung up. */
class ProblemResponsesTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(ProblemResponses.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(log);
  }

  private static HttpServletRequest request() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ProblemResponsesTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> method.getName().equals("getMethod") ? "GET" : "/api/x");
  }

  @Test
  void aCallerThatHungUpIsNoError() {
    IOException gone = new IOException("Broken pipe");

    ProblemResponses.unexpected(new HttpMessageNotWritableException("no", gone), request());

    assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.INFO));
  }

  @Test
  void whatTheFirewallRefusesIsTheCallersError() {
    assertThat(
            ProblemResponses.unexpected(
                    new RequestRejectedException("the header: \"x\" has a value \"日本\""), request())
                .type())
        .isEqualTo(ProblemType.MALFORMED_REQUEST);
    assertThat(
            ProblemResponses.unexpected(
                    new RequestRejectedException("the parameter name \"\0\""), request())
                .type())
        .isEqualTo(ProblemType.BAD_ADDRESS);
    assertThat(log.list).isEmpty();
  }

  @Test
  void whatNobodyExpectedIsAnErrorWithTheNumberThatTheCallerIsTold() {
    ApiException told = ProblemResponses.unexpected(new IllegalStateException("why"), request());

    assertThat(log.list)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.ERROR);
              assertThat(told.arguments()).isNotEmpty();
              assertThat(event.getFormattedMessage())
                  .contains("GET /api/x", String.valueOf(told.arguments()[0]));
            });
  }
}
