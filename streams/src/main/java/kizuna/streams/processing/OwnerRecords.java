package kizuna.streams.processing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import kizuna.schemas.OwnerKey;
import kizuna.schemas.OwnerKey.ResourceType;
import kizuna.schemas.WireFormat;
import kizuna.states.Owner;
import kizuna.streams.processing.ProcessingResult.Out;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the owners of one network's requests, offers and dispatches: a record on {@code owners}
 * for each, written with the decision that adds it or changes its owner, and deleted with the
 * decision that removes it.
 *
 * <p>{@link StateKeys#OWNERS} contains the topic with all owners, and the decision since when. If
 * that is another topic (a new one, or one that was lost), all owners are published again, and at
 * the end a mark that the topic is complete. No release without owners decides in between: it
 * refuses the state for its {@link StateFormat}.
 */
final class OwnerRecords {

  /** Most records that {@link #pending} returns at once: about 2 MB. */
  static final int MAX_AT_ONCE = 20_000;

  private static final long FIRST = 1;

  /** The owners of an item; compared for each change, for which Avro's own records are slow. */
  private record Parties(
      @Nullable String receiver, @Nullable String lender, @Nullable String answersRequestId) {}

  private final NetworkState network;
  private final StateStore store;
  private final WireFormat<Owner> format;
  private String topic = "";
  private boolean complete;
  private boolean saved;
  private @Nullable Iterator<OwnerKey> remaining;

  OwnerRecords(NetworkState network, StateStore store, WireFormat<Owner> format) {
    this.network = network;
    this.store = store;
    this.format = format;
  }

  /** Loads the published owners after a restart. */
  void load() {
    byte[] stored = store.get(StateKeys.OWNERS + network.id());
    if (stored != null) {
      topic = new String(stored, Long.BYTES, stored.length - Long.BYTES, StandardCharsets.UTF_8);
      complete = true;
      saved = true;
    }
  }

  /** Sets the topic to which owners are published from now on. */
  void publishTo(OwnersPartition to) {
    complete &= !to.isEmpty() && topic.equals(to.id());
    topic = to.id();
  }

  /** Adds the owner of an item in a change. Call before the change is applied. */
  void record(Change change, List<Out> outs) {
    if (change instanceof Change.RequestPut put) {
      RequestCoverage before = network.request(put.request().id());
      record(
          ResourceType.REQUEST,
          put.request().id(),
          before == null ? null : owner(before.request()),
          owner(put.request()),
          outs);
    } else if (change instanceof Change.OfferPut put) {
      OfferUse before = network.offer(put.offer().id());
      record(
          ResourceType.OFFER,
          put.offer().id(),
          before == null ? null : owner(before.offer()),
          owner(put.offer()),
          outs);
    } else if (change instanceof Change.DispatchPut put) {
      Dispatch before = network.dispatch(put.dispatch().id());
      record(
          ResourceType.DISPATCH,
          put.dispatch().id(),
          before == null ? null : owner(before),
          owner(put.dispatch()),
          outs);
    }
  }

  private void record(
      ResourceType thing, String id, @Nullable Parties before, Parties now, List<Out> outs) {
    if (!now.equals(before)) {
      outs.add(out(new OwnerKey(network.id(), thing, id).text(), now));
    }
  }

  /** Deletes the owner of a removed item. */
  void removed(ResourceType thing, String id, List<Out> outs) {
    outs.add(new Out(Sinks.OWNERS, new OwnerKey(network.id(), thing, id).text(), null));
  }

  /**
   * Ends a decision: its owners are published.
   *
   * @param sequence of the decision
   */
  void decided(long sequence, List<Out> outs) {
    if (sequence == FIRST) {
      outs.add(completionMark());
      complete = true;
      save(sequence);
    } else if (saved && !complete) {
      // The topic with all earlier owners does not get those of this decision.
      store.delete(StateKeys.OWNERS + network.id());
      saved = false;
    }
  }

  /**
   * Records that the topic still lacks, at most {@value #MAX_AT_ONCE}; empty once it has all.
   *
   * @param sequence of the last decision
   */
  List<Out> pending(long sequence) {
    List<Out> outs = new ArrayList<>();
    if (complete) {
      return outs;
    }
    Iterator<OwnerKey> left = remaining == null ? keysOfState().iterator() : remaining;
    remaining = left;
    while (left.hasNext() && outs.size() < MAX_AT_ONCE) {
      OwnerKey key = left.next();
      Parties owner = owner(key);
      if (owner != null) {
        outs.add(out(key.text(), owner));
      }
    }
    if (!left.hasNext()) {
      remaining = null;
      outs.add(completionMark());
      complete = true;
      save(sequence);
    }
    return outs;
  }

  private List<OwnerKey> keysOfState() {
    List<OwnerKey> keys = new ArrayList<>();
    String id = network.id();
    network
        .requests()
        .forEach(b -> keys.add(new OwnerKey(id, ResourceType.REQUEST, b.request().id())));
    network.offers().forEach(b -> keys.add(new OwnerKey(id, ResourceType.OFFER, b.offer().id())));
    network.dispatches().forEach(d -> keys.add(new OwnerKey(id, ResourceType.DISPATCH, d.id())));
    return keys;
  }

  /** Null: it has been removed since. */
  private @Nullable Parties owner(OwnerKey key) {
    return switch (key.thing()) {
      case REQUEST -> {
        RequestCoverage request = network.request(key.id());
        yield request == null ? null : owner(request.request());
      }
      case OFFER -> {
        OfferUse offer = network.offer(key.id());
        yield offer == null ? null : owner(offer.offer());
      }
      case DISPATCH -> {
        Dispatch dispatch = network.dispatch(key.id());
        yield dispatch == null ? null : owner(dispatch);
      }
    };
  }

  private static Parties owner(Request request) {
    return new Parties(request.receiver(), null, null);
  }

  private static Parties owner(Offer offer) {
    return new Parties(null, offer.lender(), offer.answersRequestId());
  }

  private static Parties owner(Dispatch dispatch) {
    return new Parties(dispatch.receiver(), dispatch.lender(), null);
  }

  private Out completionMark() {
    return out(OwnerKey.complete(network.id()), new Parties(null, null, null));
  }

  private Out out(String key, Parties of) {
    return new Out(
        Sinks.OWNERS, key, format.encode(new Owner(of.receiver, of.lender, of.answersRequestId)));
  }

  private void save(long sequence) {
    saved = true;
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    store.put(
        StateKeys.OWNERS + network.id(),
        ByteBuffer.allocate(Long.BYTES + name.length).putLong(sequence).put(name).array());
  }
}
