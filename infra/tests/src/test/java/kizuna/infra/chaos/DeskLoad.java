package kizuna.infra.chaos;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import kizuna.infra.PlatformProcess;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A ward that offers staff through the door, one report after the other, each sent again under its
 * key until it has a receipt.
 */
final class DeskLoad {

  private static final int ACCEPTED = 202;
  private static final Duration BETWEEN = Duration.ofMillis(400);
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(5);
  private static final String LENDER = "131041";

  private final PlatformProcess platform;
  private final List<String> receipts = new ArrayList<>();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile Duration longestRefusal = Duration.ZERO;
  private volatile @Nullable String failure;

  DeskLoad(PlatformProcess platform) {
    this.platform = platform;
    this.thread = new Thread(this::work, "chaos-desk");
    thread.setDaemon(true);
    thread.start();
  }

  private void work() {
    try {
      while (!stopped) {
        receipts.add(reported());
        TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e.toString();
    }
  }

  /** Sends one report until it has a receipt; returns where its answer is. */
  private String reported() throws InterruptedException {
    String key = UUID.randomUUID().toString();
    String body =
        JsonMapper.shared()
            .writeValueAsString(
                Map.of(
                    "offerId",
                    "chaos-" + key,
                    "lender",
                    LENDER,
                    "taskTypes",
                    List.of("RELIEF_GOODS"),
                    "headCount",
                    1,
                    "firstDay",
                    LocalDate.now(kizuna.schemas.JapanTime.ZONE).plusDays(20).toString(),
                    "lastDay",
                    LocalDate.now(kizuna.schemas.JapanTime.ZONE).plusDays(21).toString(),
                    "reporter",
                    Map.of("role", "WARD", "body", LENDER)));
    long began = System.nanoTime();
    while (true) {
      try {
        HttpResponse<String> answer = platform.post("/api/offers", body, key);
        if (answer.statusCode() == ACCEPTED) {
          Duration taken = Duration.ofNanos(System.nanoTime() - began);
          longestRefusal = taken.compareTo(longestRefusal) > 0 ? taken : longestRefusal;
          return answer.headers().firstValue("Location").orElseThrow();
        }
        if (answer.statusCode() < 500 && answer.statusCode() != 429) {
          throw new IllegalStateException("expected a receipt, but " + answer.body());
        }
      } catch (IOException e) {
        // Nobody is there: it is sent again.
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
    }
  }

  /** How long until a report that is sent now is answered. */
  Duration untilAnswered() throws InterruptedException {
    long began = System.nanoTime();
    demandAccepted(reported());
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** The longest time from the first try of a report until it was taken. */
  Duration longestRefusal() {
    return longestRefusal;
  }

  /** Sends no more. */
  void stop() {
    stopped = true;
    thread.interrupt();
  }

  /** Ends; every report that has a receipt must have been accepted. */
  int end() throws InterruptedException {
    stopped = true;
    thread.join(LONGEST_ANSWER.toMillis());
    String failed = failure;
    if (failed != null) {
      throw new AssertionError("I5: a report was refused: " + failed);
    }
    for (String receipt : receipts) {
      demandAccepted(receipt);
    }
    return receipts.size();
  }

  private void demandAccepted(String receipt) throws InterruptedException {
    long until = System.nanoTime() + LONGEST_ANSWER.toNanos();
    String last = "nothing";
    while (System.nanoTime() < until) {
      try {
        JsonNode answer = platform.json(receipt + "?wait=10");
        last = answer.toString();
        String outcome = answer.path("outcome").asString("");
        if (outcome.equals("ACCEPTED") || outcome.equals("DUPLICATE")) {
          return;
        }
        if (outcome.equals("REJECTED")) {
          break;
        }
      } catch (IOException | AssertionError e) {
        last = e.toString();
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
    }
    throw new AssertionError("I5: expected " + receipt + " to be accepted, but " + last);
  }
}
