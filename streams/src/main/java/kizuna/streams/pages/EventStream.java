package kizuna.streams.pages;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import kizuna.streams.explain.Words;
import kizuna.streams.ledger.Feed;
import kizuna.streams.ledger.LedgerProjection;
import kizuna.streams.ledger.LedgerView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Tells one reader what changes in a namespace: a snapshot, then each change with its id, and a
 * heartbeat where nothing changes.
 *
 * <p>A reader is nothing but a position in the feed. One that comes back with the last id it saw
 * goes on from there; one that is too slow or was away too long gets a new snapshot. A row that
 * changed several times since the last look is told once, as it is now.
 */
final class EventStream {

  private static final int ROWS_IN_SNAPSHOT = 200;
  private static final int CHANGES_AT_ONCE = 1_000;
  private static final Duration RECONNECT_AFTER = Duration.ofSeconds(2);
  private static final Duration BREATH = Duration.ofMillis(100);
  private static final Duration LOOK_UP = Duration.ofSeconds(1);

  private final LedgerProjection projection;
  private final Words words;
  private final OutputStream out;
  private final Duration heartbeat;
  private final BooleanSupplier closing;
  private final Runnable inUse;
  private final JsonMapper json = new JsonMapper();

  /**
   * @param heartbeat how long nothing may be said
   * @param closing whether the application is about to end
   * @param inUse told with each heartbeat, so that a drill that is looked at stays open
   */
  EventStream(
      LedgerProjection projection,
      Words words,
      OutputStream out,
      Duration heartbeat,
      BooleanSupplier closing,
      Runnable inUse) {
    this.projection = projection;
    this.words = words;
    this.out = out;
    this.heartbeat = heartbeat;
    this.closing = closing;
    this.inUse = inUse;
  }

  /**
   * Talks until the application ends.
   *
   * @param lastId the last id that the reader saw; null if it is new
   * @throws IOException when the reader has gone
   */
  void run(@Nullable String lastId) throws IOException, InterruptedException {
    write("retry: " + RECONNECT_AFTER.toMillis() + "\n\n");
    LedgerView view = projection.view();
    Long position = resumed(view.feed(), lastId);
    long spoken = System.nanoTime();
    while (!closing.getAsBoolean()) {
      LedgerView now = projection.view();
      List<Feed.Change> changes =
          now != view || position == null ? null : view.feed().after(position, CHANGES_AT_ONCE);
      if (changes == null || position == null) {
        view = now;
        position = snapshot(view);
        spoken = System.nanoTime();
      } else if (!changes.isEmpty()) {
        position = changes.get(changes.size() - 1).position();
        tell(view, changes);
        spoken = System.nanoTime();
        // Rows that change again within a breath are told once.
        Thread.sleep(BREATH.toMillis());
      } else if (System.nanoTime() - spoken >= heartbeat.toNanos()) {
        event("heartbeat", null, heartbeat());
        inUse.run();
        spoken = System.nanoTime();
      } else {
        long quiet = heartbeat.toNanos() - (System.nanoTime() - spoken);
        view.feed().await(position, Duration.ofNanos(Math.min(quiet, LOOK_UP.toNanos())));
      }
    }
  }

  private static @Nullable Long resumed(Feed feed, @Nullable String lastId) {
    if (lastId == null) {
      return null;
    }
    OptionalLong position = feed.position(lastId);
    return position.isPresent() && feed.after(position.getAsLong(), 1) != null
        ? position.getAsLong()
        : null;
  }

  private long snapshot(LedgerView view) throws IOException {
    LedgerView.Snapshot snapshot = view.snapshot(ROWS_IN_SNAPSHOT);
    event(
        "snapshot",
        view.feed().id(snapshot.position()),
        new Rows(view, words).snapshot(projection.namespace(), snapshot));
    return snapshot.position();
  }

  private void tell(LedgerView view, List<Feed.Change> changes) throws IOException {
    Map<String, Long> newest = new HashMap<>();
    changes.forEach(c -> newest.put(c.kind() + " " + c.key(), c.position()));
    Rows rows = new Rows(view, words);
    StringBuilder events = new StringBuilder();
    for (Feed.Change change : changes) {
      Long last = newest.get(change.kind() + " " + change.key());
      if (last != null && last == change.position()) {
        events.append(written("change", view.feed().id(change.position()), rows.change(change)));
      }
    }
    write(events.toString());
  }

  private JsonNode heartbeat() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("caughtUp", projection.isCaughtUp())
        .put("lag", projection.lag());
  }

  private void event(String name, @Nullable String id, JsonNode data) throws IOException {
    write(written(name, id, data));
  }

  private String written(String name, @Nullable String id, JsonNode data) {
    // JSON has no line breaks of its own, so one data line holds it.
    return (id == null ? "" : "id: " + id + "\n")
        + "event: "
        + name
        + "\ndata: "
        + json.writeValueAsString(data)
        + "\n\n";
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
