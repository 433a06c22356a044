package kizuna.streams.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import kizuna.codes.Role;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.facts.RulesAdopted;
import kizuna.facts.TimePassed;
import kizuna.schemas.LogClock;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.FactForm;
import kizuna.streams.matching.Deadline;
import kizuna.streams.state.NetworkState;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Says which networks of a task are to be told the time: those in which something is due. The fact
 * names the moment that is due, not the moment at which it is told, so it is the same whoever tells
 * it. What was told is kept beside the books, in the transaction that tells it: it is not told
 * twice. So is the clock that the log says is not believed: whoever decides the network next does
 * not believe it either, until it is right again or somebody confirms it. Also says by which rules
 * a network is decided from now on. A drill is told its time by whoever runs it.
 */
final class DueTimes {

  /** What the keys on the shelf start with: when a network was told last. */
  static final String KEYS = "t|";

  /** A fact that was told and is still not decided after so long is told again. */
  private static final Duration TOLD_AGAIN_AFTER = Duration.ofMinutes(10);

  /** A clock that is put right within this time is not put on record. */
  private static final Duration DOUBT_RECORDED_AFTER = Duration.ofMinutes(1);

  private static final Reporter KIZUNA = new Reporter(Role.SYSTEM, "kizuna");

  /** Of one network: what it was told last, and since when its clock is doubted. */
  private static final class Told {
    long dueMillis;

    /** Whether that is on its way through the log, and since when. */
    boolean onItsWay;

    Duration since = Duration.ZERO;
    @Nullable Duration doubtedSince;
    boolean doubtRecorded;

    /** By the log, how far ahead the clock is that is not believed; zero or less: none. */
    Duration heldAhead = Duration.ZERO;

    Instant clock = Instant.EPOCH;

    void held(Duration ahead) {
      heldAhead = ahead;
      doubtRecorded = !ahead.isZero();
    }

    byte[] bytes() {
      return ByteBuffer.allocate(2 * Long.BYTES + 1)
          .putLong(dueMillis)
          .put((byte) (onItsWay ? 1 : 0))
          .putLong(heldAhead.toMillis())
          .array();
    }
  }

  private final Namespace namespace;
  private final StateStore shelf;
  private final LogClocks clocks;
  private final Map<String, Told> told = new HashMap<>();

  DueTimes(Namespace namespace, StateStore shelf, LogClocks clocks) {
    this.namespace = namespace;
    this.shelf = shelf;
    this.clocks = clocks;
    shelf.scan(
        KEYS,
        (key, value) -> {
          ByteBuffer buffer = ByteBuffer.wrap(value);
          Told last = new Told();
          last.dueMillis = buffer.getLong();
          last.onItsWay = buffer.get() != 0;
          // Earlier releases kept no doubt.
          last.held(buffer.hasRemaining() ? Duration.ofMillis(buffer.getLong()) : Duration.ZERO);
          last.since = clocks.elapsed();
          told.put(key.substring(KEYS.length()), last);
        });
  }

  private Told of(NetworkState network) {
    return told.computeIfAbsent(network.id(), id -> new Told());
  }

  private LogClock clock(NetworkState network) {
    return clocks.of(network, of(network).heldAhead);
  }

  /** The facts that are due now; at most one on its way for each network. */
  List<Fact> due(Iterable<NetworkState> networks) {
    List<Fact> facts = new ArrayList<>();
    for (NetworkState network : networks) {
      if (network.register().isFormed()) {
        LogClock.Reading now = clock(network).read();
        Told last = of(network);
        Instant due = Deadline.next(network);
        if (!due.isAfter(now.time()) && !isWaitedFor(last)) {
          last.dueMillis = due.toEpochMilli();
          last.onItsWay = true;
          last.since = clocks.elapsed();
          shelf.put(KEYS + network.id(), last.bytes());
          facts.add(fact(network, new TimePassed(due, null)));
        }
        doubt(network, now, due, last, facts);
      }
    }
    return facts;
  }

  /**
   * The fact by which new rules take effect in a network. Told again, after a crash before it was
   * decided, it has the same id and counts once.
   */
  Fact adopted(NetworkState network, RulesAdopted what) {
    String id =
        String.join(
            "/",
            "rules",
            network.id(),
            Integer.toString(what.getFromVersion()),
            Integer.toString(what.getToVersion()),
            Long.toString(what.getSince()));
    Instant now = namespace.isDrill() ? network.clock() : clock(network).read().time();
    return fact(network, id, now, what);
  }

  private boolean isWaitedFor(Told last) {
    return last.onItsWay && clocks.elapsed().minus(last.since).compareTo(TOLD_AGAIN_AFTER) < 0;
  }

  /**
   * A clock that is not believed is put on record, once, as soon as that lasts; and that it is
   * believed again, once all that is due until then is told.
   */
  private void doubt(
      NetworkState network, LogClock.Reading now, Instant due, Told last, List<Fact> facts) {
    if (now.doubt().isEmpty()) {
      last.doubtedSince = null;
      if (last.doubtRecorded && due.isAfter(now.time())) {
        last.doubtRecorded = false;
        facts.add(fact(network, new TimePassed(now.time(), now.time())));
      }
      return;
    }
    Duration elapsed = clocks.elapsed();
    if (last.doubtedSince == null) {
      last.doubtedSince = elapsed;
    }
    if (!last.doubtRecorded
        && elapsed.minus(last.doubtedSince).compareTo(DOUBT_RECORDED_AFTER) >= 0) {
      last.doubtRecorded = true;
      facts.add(fact(network, new TimePassed(now.time(), now.machine())));
    }
  }

  /** For how long nothing is to be told, as far as is known. */
  Duration rest(Iterable<NetworkState> networks, Duration longest) {
    Duration rest = longest;
    for (NetworkState network : networks) {
      if (network.register().isFormed() && !isWaitedFor(of(network))) {
        Duration until = Duration.between(clock(network).read().time(), Deadline.next(network));
        rest = until.compareTo(rest) < 0 ? until : rest;
      }
    }
    return rest;
  }

  /** A fact of a network was decided. */
  void decided(NetworkState network, Fact fact) {
    Told last = of(network);
    TimePassed passed = fact.getTimePassed();
    if (fact.getClockSet() != null) {
      clock(network).set(network.clock());
      keepHeld(network, last, Duration.ZERO);
    } else if (passed != null && passed.getHeld() != null) {
      keepHeld(network, last, Duration.between(passed.getTo(), passed.getHeld()));
    }
    clock(network);
    if (last.onItsWay && passed != null && passed.getTo().toEpochMilli() == last.dueMillis) {
      last.onItsWay = false;
      shelf.put(KEYS + network.id(), last.bytes());
    }
    if (network.clock().isAfter(last.clock.plus(LogClock.MOST_JUMP))) {
      // The log itself goes on: what waited is decided, and says nothing of the clock.
      last.doubtedSince = null;
    }
    last.clock = network.clock();
  }

  private void keepHeld(NetworkState network, Told last, Duration ahead) {
    if (!ahead.equals(last.heldAhead)) {
      last.held(ahead);
      shelf.put(KEYS + network.id(), last.bytes());
    }
  }

  private Fact fact(NetworkState network, TimePassed what) {
    String id =
        String.join(
            "/",
            "time",
            network.id(),
            Integer.toString(network.timesSetBack()),
            Long.toString(what.getTo().toEpochMilli()),
            what.getHeld() == null ? "" : Long.toString(what.getHeld().toEpochMilli()));
    return fact(network, id, what.getTo(), what);
  }

  private Fact fact(NetworkState network, String id, Instant at, SpecificRecordBase what) {
    return FactForm.envelope(
        UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)),
        network.id(),
        at,
        at,
        KIZUNA,
        namespace.mode(),
        what);
  }
}
