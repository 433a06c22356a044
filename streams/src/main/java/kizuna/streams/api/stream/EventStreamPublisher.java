package kizuna.streams.api.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import kizuna.schemas.JapanTime;
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
 * Tells everybody who looks at a namespace in one language what changes in it: a snapshot, then
 * each change with its id, and a heartbeat where nothing changes. One thread puts each change into
 * words once, whoever reads it; a {@link SseSubscriber} is a place in what was said.
 *
 * <p>A reader that comes back with the last id it saw goes on from there; one that is too slow or
 * was away too long gets a new snapshot. A row that changed several times since the last look is
 * told once, as it is now. What was said is kept up to a number of frames and of bytes; newcomers
 * share a snapshot for a while, so that many who come at once, and many who do not read, cost no
 * more than one.
 */
public final class EventStreamPublisher {

  /** Rows of the ledger, and of open requests, that a board gets at first. */
  public static final int ROWS_IN_SNAPSHOT = 200;

  private static final Logger LOG = LoggerFactory.getLogger(EventStreamPublisher.class);
  private static final int CHANGES_AT_ONCE = 1_000;
  private static final int FRAMES_KEPT = 256;
  private static final int BYTES_KEPT = 8 << 20;
  private static final int FRAMES_BEHIND_A_SNAPSHOT = 32;
  private static final Duration SNAPSHOT_SHARED = Duration.ofSeconds(2);
  private static final Duration RECONNECT_AFTER = Duration.ofSeconds(2);
  static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration BREATH = Duration.ofMillis(100);
  private static final Duration LOOK_UP = Duration.ofSeconds(1);

  /** Something said to everybody; number counts from 0. */
  private record Frame(long number, byte[] bytes) {}

  /** What a newcomer hears, and which frame comes next. */
  record Start(byte[] bytes, long next) {}

  private final LedgerProjection projection;
  private final MessageCatalog words;
  private final @Nullable String network;
  private final Duration heartbeat;
  private final Runnable inUse;
  private final JsonMapper json = new JsonMapper();
  private final Set<SseSubscriber> viewers = ConcurrentHashMap.newKeySet();
  private final Queue<SseSubscriber> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean closing;

  // What was said lately; guarded by itself, for viewers take from it on threads of the container.
  private final Deque<Frame> frames = new ArrayDeque<>();
  private long nextFrame;
  private int bytesKept;

  // Only the thread that tells uses these.
  private LedgerView view;
  private long position;
  private @Nullable Start shared;
  private long sharedAt;
  private long spokenAt;

  /**
   * @param network of which it tells; null: of all
   * @param heartbeat how long nothing may be said
   * @param inUse told with each heartbeat while somebody listens, so that a drill stays open
   */
  EventStreamPublisher(
      LedgerProjection projection,
      MessageCatalog words,
      @Nullable String network,
      Duration heartbeat,
      Runnable inUse) {
    this.projection = projection;
    this.words = words;
    this.network = network;
    this.heartbeat = heartbeat;
    this.inUse = inUse;
    this.view = projection.view();
    this.position = view.feed().last();
  }

  EventStreamPublisher start(String name) {
    Thread thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  /** Lets the thread end, and every viewer's answer with it. */
  void close() {
    closing = true;
    view.feed().wake();
  }

  /** Somebody wants to listen; the first words come from the thread that tells. */
  void welcome(SseSubscriber viewer) {
    viewers.add(viewer);
    waiting.add(viewer);
    view.feed().wake();
  }

  void leave(SseSubscriber viewer) {
    viewers.remove(viewer);
  }

  int listeners() {
    return viewers.size();
  }

  private void run() {
    spokenAt = System.nanoTime();
    while (!closing) {
      try {
        step();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // Who listens gets a snapshot and goes on; what is wrong with one change is not for ever.
        LOG.warn("the stream of {} starts anew", projection.namespace().name(), e);
        anew(projection.view());
        if (rests()) {
          return;
        }
      }
    }
    viewers.forEach(SseSubscriber::end);
  }

  /** What fails again at once must not take a whole processor and fill the log. */
  private static boolean rests() {
    try {
      Thread.sleep(AFTER_FAILURE.toMillis());
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void step() throws InterruptedException {
    LedgerView now = projection.view();
    List<ChangeFeed.Change> changes =
        now == view ? view.feed().after(position, CHANGES_AT_ONCE) : null;
    if (changes == null) {
      anew(now);
    } else if (!changes.isEmpty()) {
      tell(changes);
    }
    seat();
    if (changes != null && changes.isEmpty()) {
      if (System.nanoTime() - spokenAt >= heartbeat.toNanos()) {
        say(event("heartbeat", null, heartbeat()));
        if (!viewers.isEmpty()) {
          inUse.run();
        }
      }
      long quiet = heartbeat.toNanos() - (System.nanoTime() - spokenAt);
      view.feed()
          .await(
              position,
              Duration.ofNanos(Math.min(quiet, LOOK_UP.toNanos())),
              () -> closing || !waiting.isEmpty());
    } else {
      // Rows that change again within a breath are told once.
      Thread.sleep(BREATH.toMillis());
    }
  }

  /** Another view, or more changes than were kept: everybody gets a snapshot. */
  private void anew(LedgerView now) {
    view = now;
    position = now.feed().last();
    shared = null;
    viewers.forEach(
        viewer -> {
          viewer.forgetPlace();
          waiting.add(viewer);
        });
  }

  private void tell(List<ChangeFeed.Change> changes) {
    position = changes.get(changes.size() - 1).position();
    if (!viewers.isEmpty()) {
      String text = written(changes);
      if (!text.isEmpty()) {
        say(text);
      }
    } else {
      shared = null;
    }
  }

  /** Gives newcomers, and those who fell behind, their first words. */
  private void seat() {
    for (SseSubscriber viewer = waiting.poll(); viewer != null; viewer = waiting.poll()) {
      viewer.begin(firstWords(viewer.lastId()));
    }
  }

  private Start firstWords(@Nullable String lastId) {
    OptionalLong since = lastId == null ? OptionalLong.empty() : view.feed().position(lastId);
    if (since.isPresent() && since.getAsLong() <= position) {
      List<ChangeFeed.Change> missed =
          view.feed().after(since.getAsLong(), (int) (position - since.getAsLong()));
      if (missed != null) {
        return new Start(missed.isEmpty() ? new byte[0] : bytes(written(missed)), next());
      }
    }
    Start known = shared;
    if (known != null
        && System.nanoTime() - sharedAt < SNAPSHOT_SHARED.toNanos()
        && next() - known.next() < FRAMES_BEHIND_A_SNAPSHOT) {
      return known;
    }
    BoardSnapshot snapshot = view.snapshot(network, ROWS_IN_SNAPSHOT);
    // What the snapshot has already is told to the others first: it never comes after it.
    while (position < snapshot.position()) {
      List<ChangeFeed.Change> until =
          view.feed()
              .after(position, (int) Math.min(CHANGES_AT_ONCE, snapshot.position() - position));
      if (until == null || until.isEmpty()) {
        break;
      }
      tell(until);
    }
    position = Math.max(position, snapshot.position());
    ObjectNode row =
        new JsonMappers(view, words).changes().snapshot(projection.namespace(), snapshot);
    Start made =
        new Start(
            bytes(
                "retry: "
                    + RECONNECT_AFTER.toMillis()
                    + "\n\n"
                    + event("snapshot", view.feed().id(snapshot.position()), row)),
            next());
    shared = made;
    sharedAt = System.nanoTime();
    return made;
  }

  private String written(List<ChangeFeed.Change> all) {
    List<ChangeFeed.Change> changes =
        network == null ? all : all.stream().filter(c -> c.isAbout(network)).toList();
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
    // JSON has no line breaks of its own, so one data line holds it.
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

  private void say(String text) {
    spokenAt = System.nanoTime();
    byte[] said = bytes(text);
    synchronized (frames) {
      frames.addLast(new Frame(nextFrame++, said));
      bytesKept += said.length;
      while (frames.size() > FRAMES_KEPT || bytesKept > BYTES_KEPT && frames.size() > 1) {
        bytesKept -= frames.removeFirst().bytes().length;
      }
    }
    viewers.forEach(SseSubscriber::write);
  }

  private long next() {
    synchronized (frames) {
      return nextFrame;
    }
  }

  /** Said bytes of a number; empty if it was not said yet. */
  byte[] frame(long number) {
    synchronized (frames) {
      Frame oldest = frames.peekFirst();
      if (oldest == null || number >= nextFrame) {
        return NOTHING;
      }
      if (number < oldest.number()) {
        return FORGOTTEN;
      }
      // The newest are asked for almost always.
      var fromNewest = frames.descendingIterator();
      while (fromNewest.hasNext()) {
        Frame frame = fromNewest.next();
        if (frame.number() == number) {
          return frame.bytes();
        }
      }
      return FORGOTTEN;
    }
  }

  /** Nothing was said since. */
  static final byte[] NOTHING = {};

  /** It was said, but is kept no more. */
  static final byte[] FORGOTTEN = {};

  /** A viewer that fell behind what is kept wants a snapshot. */
  void again(SseSubscriber viewer) {
    waiting.add(viewer);
    view.feed().wake();
  }
}
