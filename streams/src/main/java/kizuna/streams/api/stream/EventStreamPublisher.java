package kizuna.streams.api.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import kizuna.schemas.JapanTime;
import kizuna.schemas.RecordTraces;
import kizuna.states.LedgerEntry;
import kizuna.streams.api.json.JsonMappers;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.ledger.model.BoardSnapshot;
import kizuna.streams.ledger.projection.LedgerProjection;
import kizuna.streams.ledger.query.ChangeFeed;
import kizuna.streams.ledger.query.LedgerView;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Publishes the changes of one namespace in one language as server-sent events: a snapshot first,
 * then each change with its id, and a heartbeat when nothing changes. One thread encodes each
 * change once for all subscribers; a {@link SseSubscriber} holds a position in the sent frames.
 *
 * <p>A client that reconnects with its last event id continues from there; one that is too slow or
 * was away too long gets a new snapshot. A single change is sent at once. Publishing takes at most
 * a fifth of the thread's time, and pauses longer with more subscribers: several changes of a row
 * in a pause are sent once, with the newest state. Frames are kept up to a number and a size; new
 * subscribers share a recent snapshot, so that many at once cost as much as one.
 */
public final class EventStreamPublisher {

  /** Rows of the ledger, and of open requests, in a board's snapshot. */
  public static final int ROWS_IN_SNAPSHOT = 200;

  private static final Logger LOG = LoggerFactory.getLogger(EventStreamPublisher.class);
  private static final int MAX_CHANGES_AT_ONCE = 1_000;
  private static final int FRAMES_BEHIND_A_SNAPSHOT = 32;
  private static final Duration SNAPSHOT_SHARED = Duration.ofSeconds(2);
  private static final Duration CLIENT_RETRY = Duration.ofSeconds(2);
  static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  /** The pause after publishing, as a multiple of its duration; changes in it coalesce. */
  private static final int REST = 4;

  private static final Duration SHORTEST_REST = Duration.ofMillis(1);
  private static final Duration LONGEST_REST = Duration.ofMillis(100);

  /** Pause for each subscriber: another thread writes its frame, and many small frames are slow. */
  private static final Duration WRITING = Duration.ofNanos(150_000);

  private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(1);

  /** The first bytes for a subscriber, and the number of the next frame. */
  record Start(byte[] bytes, long next) {}

  private final LedgerProjection projection;
  private final MessageCatalog words;
  private final @Nullable String network;
  private final Duration heartbeat;
  private final Runnable inUse;
  private final RecordTraces traces;
  private final JsonMapper json = new JsonMapper();
  private final Set<SseSubscriber> subscribers = ConcurrentHashMap.newKeySet();
  private final Queue<SseSubscriber> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean closing;

  private final KeptFrames frames = new KeptFrames();

  // Used by the publishing thread only.
  private LedgerView view;
  private long position;
  private @Nullable Start shared;
  private long sharedAt;
  private long sentAt;

  /**
   * @param network null: all networks
   * @param heartbeat the longest silence
   * @param inUse called with each heartbeat while there are subscribers, so that a drill stays open
   * @param traces records a span for each frame with a traced decision
   */
  EventStreamPublisher(
      LedgerProjection projection,
      MessageCatalog words,
      @Nullable String network,
      Duration heartbeat,
      Runnable inUse,
      RecordTraces traces) {
    this.projection = projection;
    this.words = words;
    this.network = network;
    this.heartbeat = heartbeat;
    this.inUse = inUse;
    this.traces = traces;
    this.view = projection.view();
    this.position = view.feed().last();
  }

  EventStreamPublisher start(String name) {
    Thread thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  /** Ends the thread and every response. */
  void close() {
    closing = true;
    view.feed().wake();
  }

  /** Adds a subscriber; the publishing thread sends its first bytes. */
  void subscribe(SseSubscriber subscriber) {
    subscribers.add(subscriber);
    waiting.add(subscriber);
    view.feed().wake();
  }

  void unsubscribe(SseSubscriber subscriber) {
    subscribers.remove(subscriber);
  }

  int subscriberCount() {
    return subscribers.size();
  }

  private void run() {
    sentAt = System.nanoTime();
    while (!closing) {
      try {
        step();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // Subscribers get a snapshot and continue: a change that cannot be encoded must not stop
        // the stream.
        LOG.warn("the stream of {} starts anew", projection.namespace().name(), e);
        restart(projection.view());
        if (pauseAfterFailure()) {
          return;
        }
      }
    }
    subscribers.forEach(SseSubscriber::end);
  }

  /**
   * A repeated failure must not occupy a processor or fill the log. Returns true if interrupted.
   */
  private static boolean pauseAfterFailure() {
    try {
      Thread.sleep(PAUSE_AFTER_FAILURE.toMillis());
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** The pause after publishing took {@code nanos}, by number of subscribers. */
  static Duration rest(long nanos, int subscribers) {
    Duration rest = SHORTEST_REST.plusNanos(REST * nanos).plus(WRITING.multipliedBy(subscribers));
    return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
  }

  private void step() throws InterruptedException {
    long began = System.nanoTime();
    LedgerView now = projection.view();
    List<ChangeFeed.Change> changes =
        now == view ? view.feed().after(position, MAX_CHANGES_AT_ONCE) : null;
    if (changes == null) {
      restart(now);
    } else if (!changes.isEmpty()) {
      publish(changes);
    }
    sendStarts();
    if (changes != null && changes.isEmpty()) {
      if (System.nanoTime() - sentAt >= heartbeat.toNanos()) {
        broadcast(event("heartbeat", null, heartbeat()));
        if (!subscribers.isEmpty()) {
          inUse.run();
        }
      }
      long quiet = heartbeat.toNanos() - (System.nanoTime() - sentAt);
      view.feed()
          .await(
              position,
              Duration.ofNanos(Math.min(quiet, REFRESH_INTERVAL.toNanos())),
              () -> closing || !waiting.isEmpty());
    } else {
      Thread.sleep(rest(System.nanoTime() - began, subscribers.size()).toMillis());
    }
  }

  /** Another view, or more changes than are kept: every subscriber gets a snapshot. */
  private void restart(LedgerView now) {
    view = now;
    position = now.feed().last();
    shared = null;
    subscribers.forEach(this::startAnew);
  }

  private void startAnew(SseSubscriber subscriber) {
    subscriber.forgetPosition();
    waiting.add(subscriber);
  }

  private void publish(List<ChangeFeed.Change> changes) {
    position = changes.get(changes.size() - 1).position();
    if (!subscribers.isEmpty()) {
      try (RecordTraces.Frame traced = traces.frame("frame", contexts(changes))) {
        String text = encode(changes);
        if (!text.isEmpty()) {
          traced.set("kizuna.readers", Integer.toString(subscribers.size()));
          broadcast(text);
        }
      }
    } else {
      shared = null;
    }
  }

  /** Sends the first bytes to new and lagging subscribers. */
  private void sendStarts() {
    for (SseSubscriber subscriber = waiting.poll();
        subscriber != null;
        subscriber = waiting.poll()) {
      subscriber.begin(startFor(subscriber.lastId()));
    }
  }

  private Start startFor(@Nullable String lastId) {
    OptionalLong since = lastId == null ? OptionalLong.empty() : view.feed().position(lastId);
    if (since.isPresent() && since.getAsLong() <= position) {
      List<ChangeFeed.Change> missed =
          view.feed().after(since.getAsLong(), (int) (position - since.getAsLong()));
      if (missed != null) {
        return new Start(missed.isEmpty() ? new byte[0] : bytes(encode(missed)), frames.next());
      }
    }
    Start known = shared;
    if (known != null
        && System.nanoTime() - sharedAt < SNAPSHOT_SHARED.toNanos()
        && frames.next() - known.next() < FRAMES_BEHIND_A_SNAPSHOT) {
      return known;
    }
    BoardSnapshot snapshot = view.snapshot(network, ROWS_IN_SNAPSHOT);
    // Publishes the changes before the snapshot first, so that none follows it.
    while (position < snapshot.position()) {
      List<ChangeFeed.Change> until =
          view.feed()
              .after(position, (int) Math.min(MAX_CHANGES_AT_ONCE, snapshot.position() - position));
      if (until == null) {
        // Evicted meanwhile: the others start with a snapshot too.
        subscribers.forEach(this::startAnew);
        break;
      }
      publish(until);
    }
    position = Math.max(position, snapshot.position());
    ObjectNode row =
        new JsonMappers(view, words).changes().snapshot(projection.namespace(), snapshot);
    Start made =
        new Start(
            bytes(
                "retry: "
                    + CLIENT_RETRY.toMillis()
                    + "\n\n"
                    + event("snapshot", view.feed().id(snapshot.position()), row)),
            frames.next());
    shared = made;
    sharedAt = System.nanoTime();
    return made;
  }

  /** Contexts of the traces with decisions in these changes. */
  private List<String> contexts(List<ChangeFeed.Change> changes) {
    return changes.stream()
        .filter(c -> c.kind() == ChangeFeed.Kind.TRACE && isForReaders(c))
        .map(ChangeFeed.Change::id)
        .toList();
  }

  private boolean isForReaders(ChangeFeed.Change change) {
    return network == null || change.isAbout(network);
  }

  private String encode(List<ChangeFeed.Change> all) {
    List<ChangeFeed.Change> changes =
        all.stream().filter(c -> c.kind() != ChangeFeed.Kind.TRACE && isForReaders(c)).toList();
    Map<String, Long> newest = new HashMap<>();
    changes.forEach(c -> newest.put(c.kind() + " " + c.key(), c.position()));
    JsonMappers rows =
        new JsonMappers(view, words)
            .withPlacesOf(
                changes.stream()
                    .map(ChangeFeed.Change::row)
                    .filter(LedgerEntry.class::isInstance)
                    .map(LedgerEntry.class::cast)
                    .toList());
    StringBuilder events = new StringBuilder();
    for (ChangeFeed.Change change : changes) {
      Long last = newest.get(change.kind() + " " + change.key());
      if (last != null && last == change.position()) {
        events.append(
            event("change", view.feed().id(change.position()), rows.changes().change(change)));
      }
    }
    return events.toString();
  }

  private JsonNode heartbeat() {
    ObjectNode data =
        JsonNodeFactory.instance
            .objectNode()
            .put("caughtUp", projection.isCaughtUp())
            .put("current", projection.isCurrent())
            .put("progress", projection.progress())
            .put("lag", projection.lag())
            .put("ageMillis", projection.age().toMillis())
            .put("now", JapanTime.format(Instant.now()));
    view.figures().decidedAt().ifPresent(at -> data.put("decidedAt", JapanTime.format(at)));
    return data;
  }

  private String event(String name, @Nullable String id, JsonNode data) {
    // The JSON has no line breaks, so it fits one data line.
    return (id == null ? "" : "id: " + id + "\n")
        + "event: "
        + name
        + "\ndata: "
        + json.writeValueAsString(data)
        + "\n\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void broadcast(String text) {
    sentAt = System.nanoTime();
    frames.add(bytes(text));
    subscribers.forEach(SseSubscriber::write);
  }

  /** The bytes of a frame, as {@link KeptFrames#get} returns them. */
  byte[] frame(long number) {
    return frames.get(number);
  }

  /** Sends a new snapshot to a lagging subscriber. */
  void requestSnapshot(SseSubscriber subscriber) {
    waiting.add(subscriber);
    view.feed().wake();
  }
}
