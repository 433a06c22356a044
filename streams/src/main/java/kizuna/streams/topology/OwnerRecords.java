package kizuna.streams.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import kizuna.schemas.OwnerKey;
import kizuna.schemas.OwnerKey.Thing;
import kizuna.schemas.WireFormat;
import kizuna.states.Owner;
import kizuna.streams.state.Change;
import kizuna.streams.state.Dispatch;
import kizuna.streams.state.NetworkState;
import kizuna.streams.state.Offer;
import kizuna.streams.state.OfferUse;
import kizuna.streams.state.Request;
import kizuna.streams.state.RequestCoverage;
import kizuna.streams.topology.ProcessingResult.Out;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose the things in the books of one network are: a record on {@code owners} for each,
 * written with the decision that brings the thing or changes its owner, and taken out with the
 * decision by which it leaves the books.
 *
 * <p>What was told lies on the shelf under {@code s|network}: to which topic, and up to which
 * decision. Where that is another topic (there was none yet, or it was lost) or another decision (a
 * release that knows no owners decided in between), all of the books are told once more, and at
 * last that they are all told.
 */
final class OwnerRecords {

  /** What the keys of what was told start with. */
  static final String KEYS = "s|";

  /** Most records that are told in one go when all of the books are told: about 2 MB. */
  static final int MOST_AT_ONCE = 20_000;

  private static final long FIRST = 1;

  private final NetworkState network;
  private final StateStore shelf;
  private final WireFormat<Owner> format;
  private String topic = "";
  private boolean allTold;
  private @Nullable Iterator<OwnerKey> untold;

  OwnerRecords(NetworkState network, StateStore shelf, WireFormat<Owner> format) {
    this.network = network;
    this.shelf = shelf;
    this.format = format;
  }

  /**
   * Reads what was told before a restart.
   *
   * @param sequence of the last decision
   */
  void rebuild(long sequence) {
    byte[] told = shelf.get(KEYS + network.id());
    if (told != null) {
      ByteBuffer buffer = ByteBuffer.wrap(told);
      allTold = buffer.getLong() == sequence;
      topic = StandardCharsets.UTF_8.decode(buffer).toString();
    }
  }

  /** Owners are told to this topic from now on. */
  void tellTo(OwnersPartition to) {
    allTold &= !to.isEmpty() && topic.equals(to.id());
    topic = to.id();
  }

  /** Call before a change is applied that puts something into the books. */
  void tell(Change change, List<Out> outs) {
    if (change instanceof Change.RequestPut put) {
      RequestCoverage before = network.request(put.request().id());
      tell(
          Thing.REQUEST,
          put.request().id(),
          before == null ? null : owner(before.request()),
          owner(put.request()),
          outs);
    } else if (change instanceof Change.OfferPut put) {
      OfferUse before = network.offer(put.offer().id());
      tell(
          Thing.OFFER,
          put.offer().id(),
          before == null ? null : owner(before.offer()),
          owner(put.offer()),
          outs);
    } else if (change instanceof Change.DispatchPut put) {
      Dispatch before = network.dispatch(put.dispatch().id());
      tell(
          Thing.DISPATCH,
          put.dispatch().id(),
          before == null ? null : owner(before),
          owner(put.dispatch()),
          outs);
    }
  }

  private void tell(Thing thing, String id, @Nullable Owner before, Owner now, List<Out> outs) {
    if (!now.equals(before)) {
      outs.add(out(new OwnerKey(network.id(), thing, id).text(), now));
    }
  }

  /** Something left the books. */
  void left(Thing thing, String id, List<Out> outs) {
    outs.add(new Out(DecisionTopology.OWNERS, new OwnerKey(network.id(), thing, id).text(), null));
  }

  /**
   * Ends a decision: what it brought and took was told.
   *
   * @param sequence of the decision
   */
  void decided(long sequence, List<Out> outs) {
    if (sequence == FIRST) {
      outs.add(allTold());
      allTold = true;
    }
    if (allTold) {
      keep(sequence);
    }
  }

  /**
   * What is still to be told of the books, at most {@value #MOST_AT_ONCE} records; empty once all
   * is told.
   *
   * @param sequence of the last decision
   */
  List<Out> untold(long sequence) {
    List<Out> outs = new ArrayList<>();
    if (allTold) {
      return outs;
    }
    Iterator<OwnerKey> left = untold == null ? inTheBooks().iterator() : untold;
    untold = left;
    while (left.hasNext() && outs.size() < MOST_AT_ONCE) {
      OwnerKey key = left.next();
      Owner owner = owner(key);
      if (owner != null) {
        outs.add(out(key.text(), owner));
      }
    }
    if (!left.hasNext()) {
      untold = null;
      outs.add(allTold());
      allTold = true;
      keep(sequence);
    }
    return outs;
  }

  private List<OwnerKey> inTheBooks() {
    List<OwnerKey> keys = new ArrayList<>();
    String id = network.id();
    network.requests().forEach(b -> keys.add(new OwnerKey(id, Thing.REQUEST, b.request().id())));
    network.offers().forEach(b -> keys.add(new OwnerKey(id, Thing.OFFER, b.offer().id())));
    network.dispatches().forEach(d -> keys.add(new OwnerKey(id, Thing.DISPATCH, d.id())));
    return keys;
  }

  /** Null: it left the books meanwhile. */
  private @Nullable Owner owner(OwnerKey key) {
    return switch (key.thing()) {
      case REQUEST -> {
        RequestCoverage book = network.request(key.id());
        yield book == null ? null : owner(book.request());
      }
      case OFFER -> {
        OfferUse book = network.offer(key.id());
        yield book == null ? null : owner(book.offer());
      }
      case DISPATCH -> {
        Dispatch dispatch = network.dispatch(key.id());
        yield dispatch == null ? null : owner(dispatch);
      }
    };
  }

  private static Owner owner(Request request) {
    return new Owner(request.receiver(), null, null);
  }

  private static Owner owner(Offer offer) {
    return new Owner(null, offer.lender(), offer.answersRequestId());
  }

  private static Owner owner(Dispatch dispatch) {
    return new Owner(dispatch.receiver(), dispatch.lender(), null);
  }

  private Out allTold() {
    return out(OwnerKey.allTold(network.id()), new Owner(null, null, null));
  }

  private Out out(String key, Owner owner) {
    return new Out(DecisionTopology.OWNERS, key, format.encode(owner));
  }

  private void keep(long sequence) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    shelf.put(
        KEYS + network.id(),
        ByteBuffer.allocate(Long.BYTES + name.length).putLong(sequence).put(name).array());
  }
}
