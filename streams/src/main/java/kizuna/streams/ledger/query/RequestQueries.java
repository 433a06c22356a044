package kizuna.streams.ledger.query;

import static org.jooq.impl.DSL.inline;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kizuna.codes.Documentation;
import kizuna.codes.OfferState;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Intervals;
import kizuna.streams.ledger.database.Keyset;
import kizuna.streams.ledger.database.KeysetPager;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.database.Tables.Offers;
import kizuna.streams.ledger.database.Tables.RequestTotals;
import kizuna.streams.ledger.database.Tables.Requests;
import kizuna.streams.ledger.model.LogMoment;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Aid requests and offers: filtered, in order, page by page. */
public final class RequestQueries {

  /** Most keys in one statement. */
  private static final int KEYS_AT_ONCE = 500;

  /** Prefix of ids of requests that an agreement's standing plan made, as in the rules. */
  private static final String SENT_UNASKED = "/req-adv-";

  private static final List<Field<?>> COLUMNS =
      List.of(
          Requests.KEY,
          Requests.NETWORK,
          Requests.ID,
          Requests.DISASTER,
          Requests.RECEIVER,
          Requests.TASK,
          Requests.STATE,
          Requests.FIRST_DAY,
          Requests.LAST_DAY,
          Requests.ASKED_AT,
          Requests.URGENCY,
          Requests.OPEN,
          Requests.PLACE,
          Requests.AVRO);

  private static final Keyset NEWEST_ASKED = new Keyset(Requests.ASKED_AT, true, Requests.KEY);
  private static final Keyset MOST_URGENT = new Keyset(Requests.URGENCY, false, Requests.KEY);
  private static final Keyset BY_KEY = Keyset.byKey(Requests.KEY);
  private static final Keyset LAST_CHANGED = new Keyset(Offers.SEQUENCE, true, Offers.KEY);
  private static final KeysetPager.Reader<RequestStatus> REQUEST =
      KeysetPager.avro(AvroRows.REQUEST, Requests.AVRO);
  private static final KeysetPager.Reader<OfferStatus> OFFER =
      KeysetPager.avro(AvroRows.OFFER, Offers.AVRO);

  private final ReadQuery reads;

  RequestQueries(ReadQuery reads) {
    this.reads = reads;
  }

  /** The requests of a moment; null: now. */
  static Table<?> table(@Nullable LogMoment moment) {
    return Intervals.at(Requests.TABLE, Requests.PAST, Requests.NAME, moment, COLUMNS);
  }

  /** Aid requests, the newest asked first. */
  public RowPage<RequestStatus> page(RequestQuery query, @Nullable PageCursor after, int limit) {
    return reads.read(
        sql -> requests(sql, Requests.TABLE, query.condition(), NEWEST_ASKED, after, limit));
  }

  /** Aid requests with open person-days, the most urgent and then the longest waiting first. */
  public RowPage<RequestStatus> open(RequestQuery query, @Nullable PageCursor after, int limit) {
    return reads.read(sql -> open(sql, null, query.condition(), after, limit));
  }

  static RowPage<RequestStatus> open(
      DSLContext sql,
      @Nullable LogMoment moment,
      Condition wanted,
      @Nullable PageCursor after,
      int limit) {
    return requests(
        sql, table(moment), wanted.and(Requests.OPEN.eq(inline(1L))), MOST_URGENT, after, limit);
  }

  private static RowPage<RequestStatus> requests(
      DSLContext sql,
      Table<?> table,
      Condition wanted,
      Keyset order,
      @Nullable PageCursor after,
      int limit) {
    return KeysetPager.page(
        sql, table, wanted, order, List.of(Requests.AVRO), REQUEST, after, limit);
  }

  /** Requests that contain a text, the newest asked first. */
  public RowPage<RequestStatus> find(LedgerText text, int limit) {
    return reads.read(
        sql -> requests(sql, Requests.TABLE, text.ofRequests(), NEWEST_ASKED, null, limit));
  }

  /** One aid request. */
  public Optional<RequestStatus> one(String network, String id) {
    return one(network + "/" + id);
  }

  Optional<OfferStatus> offer(String key) {
    return reads.read(
        sql ->
            sql.select(Offers.AVRO)
                .from(Offers.TABLE)
                .where(Offers.KEY.eq(key))
                .fetchOptional(r -> OFFER.read(r)));
  }

  Optional<RequestStatus> one(String key) {
    return reads.read(
        sql ->
            sql.select(Requests.AVRO)
                .from(Requests.TABLE)
                .where(Requests.KEY.eq(key))
                .fetchOptional(r -> REQUEST.read(r)));
  }

  /** The networks that contain a request of this id; usually one. */
  public List<String> networksOf(String id) {
    return reads.read(
        sql ->
            sql.select(Requests.NETWORK)
                .from(Requests.TABLE)
                .where(Requests.ID.eq(id))
                .orderBy(Requests.NETWORK)
                .fetch(Requests.NETWORK));
  }

  /** Places of work of some requests, by {@code network/id}. */
  public Map<String, String> places(Collection<String> keys) {
    return reads.read(
        sql -> {
          Map<String, String> places = new HashMap<>();
          List<String> all = List.copyOf(Set.copyOf(keys));
          for (int i = 0; i < all.size(); i += KEYS_AT_ONCE) {
            sql.select(Requests.KEY, Requests.PLACE)
                .from(Requests.TABLE)
                .where(Requests.KEY.in(all.subList(i, Math.min(all.size(), i + KEYS_AT_ONCE))))
                .forEach(r -> places.put(r.value1(), r.value2()));
          }
          return places;
        });
  }

  /**
   * The requests of these keys that stand for aid sent without a request (即時応援) and are not
   * documented yet, by {@code network/id}.
   */
  public Set<String> unrequested(Collection<String> keys) {
    List<String> all = keys.stream().filter(key -> key.contains(SENT_UNASKED)).distinct().toList();
    if (all.isEmpty()) {
      return Set.of();
    }
    return reads.read(
        sql -> {
          Set<String> unrequested = new TreeSet<>();
          for (int i = 0; i < all.size(); i += KEYS_AT_ONCE) {
            sql.select(Requests.KEY, Requests.AVRO)
                .from(Requests.TABLE)
                .where(Requests.KEY.in(all.subList(i, Math.min(all.size(), i + KEYS_AT_ONCE))))
                .forEach(
                    r -> {
                      if (REQUEST.read(r).getDocumentation() == Documentation.UNREQUESTED) {
                        unrequested.add(r.value1());
                      }
                    });
          }
          return unrequested;
        });
  }

  /** Codes of all receivers with a request. */
  public Set<String> receivers() {
    return reads.read(
        sql ->
            new TreeSet<>(
                sql.selectDistinct(RequestTotals.RECEIVER)
                    .from(RequestTotals.TABLE)
                    .fetch(RequestTotals.RECEIVER)));
  }

  /** Requests from or passed on to another network, by network and id. */
  public RowPage<RequestStatus> escalations(
      @Nullable String network, @Nullable PageCursor after, int limit) {
    return reads.read(
        sql ->
            KeysetPager.page(
                sql,
                Requests.TABLE,
                Requests.ESCALATED.eq(1L).and(LedgerFilter.eq(Requests.NETWORK, network)),
                BY_KEY,
                List.of(Requests.AVRO),
                REQUEST,
                after,
                limit));
  }

  /** Offers, the last changed first. */
  public RowPage<OfferStatus> offers(OfferQuery query, @Nullable PageCursor after, int limit) {
    return reads.read(
        sql ->
            KeysetPager.page(
                sql,
                Offers.TABLE,
                query.condition(),
                LAST_CHANGED,
                List.of(Offers.AVRO),
                OFFER,
                after,
                limit));
  }

  /** Offers of some states that answer the requests of a receiver, the last changed first. */
  public RowPage<OfferStatus> offersAnswering(String receiver, Set<OfferState> states, int limit) {
    return reads.read(
        sql ->
            KeysetPager.page(
                sql,
                Offers.TABLE,
                Offers.STATE
                    .in(states.stream().map(Enum::name).toList())
                    .and(
                        Offers.ANSWERS.in(
                            sql.select(Requests.KEY)
                                .from(Requests.TABLE)
                                .where(Requests.RECEIVER.eq(receiver)))),
                LAST_CHANGED,
                List.of(Offers.AVRO),
                OFFER,
                null,
                limit));
  }
}
