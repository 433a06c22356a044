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
import kizuna.streams.processing.StateKeys;
import kizuna.streams.processing.StateStore;
import kizuna.streams.state.NetworkState;
import org.apache.avro.specific.SpecificRecordBase;
import org.jspecify.annotations.Nullable;

/**
 * Makes the facts that a task appends to the logs of its networks: {@code TimePassed} when
 * something is due, and {@code RulesAdopted}. A fact names the due moment, not the moment of
 * appending, so it is the same from any instance. The last appended fact is saved in the same
 * transaction: nothing is appended twice. A clock that is wrong by the log is saved too: the next
 * instance does not trust it either, until it is right again or a person confirms it. The time of a
 * drill is from its runner.
 */
final class DueTimes {

  /** An undecided fact is appended again after this time. */
  private static final Duration APPENDED_AGAIN_AFTER = Duration.ofMinutes(10);

  /** A clock that is corrected within this time is not recorded as wrong. */
  private static final Duration DOUBT_RECORDED_AFTER = Duration.ofMinutes(1);

  private static final Reporter KIZUNA = new Reporter(Role.SYSTEM, "kizuna");

  /** The last appended fact of one network, and the time since when its clock is not trusted. */
  private static final class Appended {
    long dueMillis;

    /** Whether it is not decided yet, and since when. */
    boolean pending;

    /** Number of earlier decisions on the same moment: a report made something due there again. */
    int repeats;

    Duration since = Duration.ZERO;
    @Nullable Duration doubtedSince;
    boolean doubtRecorded;

    /**
     * Lead of the machine's clock over the log, while it is not trusted; zero or less: it is
     * trusted.
     */
    Duration heldAhead = Duration.ZERO;

    Instant clock = Instant.EPOCH;

    /** An undecided fact is appended again unchanged; after a decision there is a new one. */
    void append(Instant due, Duration now) {
      if (!pending) {
        repeats = due.toEpochMilli() == dueMillis ? repeats + 1 : 0;
      }
      dueMillis = due.toEpochMilli();
      pending = true;
      since = now;
    }

    void held(Duration ahead) {
      heldAhead = ahead;
      doubtRecorded = !ahead.isZero();
    }

    byte[] bytes() {
      return ByteBuffer.allocate(2 * Long.BYTES + 1 + Integer.BYTES)
          .putLong(dueMillis)
          .put((byte) (pending ? 1 : 0))
          .putLong(heldAhead.toMillis())
          .putInt(repeats)
          .array();
    }
  }

  private final Namespace namespace;
  private final StateStore store;
  private final LogClocks clocks;
  private final Map<String, Appended> byNetwork = new HashMap<>();

  DueTimes(Namespace namespace, StateStore store, LogClocks clocks) {
    this.namespace = namespace;
    this.store = store;
    this.clocks = clocks;
    store.scan(
        StateKeys.DUE_TIMES,
        (key, value) -> {
          ByteBuffer buffer = ByteBuffer.wrap(value);
          Appended last = new Appended();
          last.dueMillis = buffer.getLong();
          last.pending = buffer.get() != 0;
          // Earlier releases saved no doubt.
          last.held(buffer.hasRemaining() ? Duration.ofMillis(buffer.getLong()) : Duration.ZERO);
          last.repeats = buffer.hasRemaining() ? buffer.getInt() : 0;
          last.since = clocks.elapsed();
          byNetwork.put(key.substring(StateKeys.DUE_TIMES.length()), last);
        });
  }

  private Appended of(NetworkState network) {
    return byNetwork.computeIfAbsent(network.id(), id -> new Appended());
  }

  private LogClock clock(NetworkState network) {
    return clocks.of(network, of(network).heldAhead);
  }

  /** The facts that are due now; at most one is pending for each network. */
  List<Fact> due(Iterable<NetworkState> networks) {
    List<Fact> facts = new ArrayList<>();
    for (NetworkState network : networks) {
      if (network.register().isFormed()) {
        LogClock.Reading now = clock(network).read();
        Appended last = of(network);
        Instant due = Deadline.next(network);
        if (!due.isAfter(now.time()) && !isPending(last)) {
          last.append(due, clocks.elapsed());
          store.put(StateKeys.DUE_TIMES + network.id(), last.bytes());
          facts.add(fact(network, new TimePassed(due, null), last.repeats));
        }
        recordDoubt(network, now, due, last, facts);
      }
    }
    return facts;
  }

  /**
   * The fact by which new rules take over in a network. Appended again after a crash before its
   * decision, it has the same id and counts once.
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

  private boolean isPending(Appended last) {
    return last.pending && clocks.elapsed().minus(last.since).compareTo(APPENDED_AGAIN_AFTER) < 0;
  }

  /**
   * Records a clock that is not trusted, once, if that lasts; and that it is trusted again, after
   * everything due until then is appended.
   */
  private void recordDoubt(
      NetworkState network, LogClock.Reading now, Instant due, Appended last, List<Fact> facts) {
    if (now.doubt().isEmpty()) {
      last.doubtedSince = null;
      if (last.doubtRecorded && due.isAfter(now.time())) {
        last.doubtRecorded = false;
        facts.add(fact(network, new TimePassed(now.time(), now.time()), 0));
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
      facts.add(fact(network, new TimePassed(now.time(), now.machine()), 0));
    }
  }

  /** The time until the next known deadline. */
  Duration rest(Iterable<NetworkState> networks, Duration longest) {
    Duration rest = longest;
    for (NetworkState network : networks) {
      if (network.register().isFormed() && !isPending(of(network))) {
        Duration until = Duration.between(clock(network).read().time(), Deadline.next(network));
        rest = until.compareTo(rest) < 0 ? until : rest;
      }
    }
    return rest;
  }

  /** A fact of a network was decided. */
  void decided(NetworkState network, Fact fact) {
    Appended last = of(network);
    TimePassed passed = fact.getTimePassed();
    if (fact.getClockSet() != null) {
      clock(network).set(network.clock());
      saveHeld(network, last, Duration.ZERO);
    } else if (passed != null && passed.getHeld() != null) {
      saveHeld(network, last, Duration.between(passed.getTo(), passed.getHeld()));
    }
    clock(network);
    if (last.pending && passed != null && passed.getTo().toEpochMilli() == last.dueMillis) {
      last.pending = false;
      store.put(StateKeys.DUE_TIMES + network.id(), last.bytes());
    }
    if (network.clock().isAfter(last.clock.plus(LogClock.MAX_JUMP))) {
      // The log itself advances: delayed facts are decided, which does not test the clock.
      last.doubtedSince = null;
    }
    last.clock = network.clock();
  }

  private void saveHeld(NetworkState network, Appended last, Duration ahead) {
    if (!ahead.equals(last.heldAhead)) {
      last.held(ahead);
      store.put(StateKeys.DUE_TIMES + network.id(), last.bytes());
    }
  }

  private Fact fact(NetworkState network, TimePassed what, int repeats) {
    String id =
        String.join(
            "/",
            "time",
            network.id(),
            Integer.toString(network.timesSetBack()),
            Long.toString(what.getTo().toEpochMilli()),
            what.getHeld() == null ? "" : Long.toString(what.getHeld().toEpochMilli()));
    return fact(network, repeats == 0 ? id : id + "/" + repeats, what.getTo(), what);
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
