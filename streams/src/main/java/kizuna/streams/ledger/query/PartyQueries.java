package kizuna.streams.ledger.query;

import static kizuna.streams.ledger.query.LedgerFilter.eq;
import static org.jooq.impl.DSL.concat;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import kizuna.codes.AgreementState;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.Municipality;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Keyset;
import kizuna.streams.ledger.database.KeysetPager;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.database.Tables.DispatchTotals;
import kizuna.streams.ledger.database.Tables.Dispatches;
import kizuna.streams.ledger.database.Tables.Offers;
import kizuna.streams.ledger.database.Tables.Register;
import kizuna.streams.ledger.database.Tables.RequestTotals;
import kizuna.streams.ledger.database.Tables.Requests;
import kizuna.streams.ledger.model.ActiveOverride;
import kizuna.streams.ledger.model.CounterpartEntry;
import kizuna.streams.ledger.model.DeskView;
import kizuna.streams.ledger.model.DutyDeskEntry;
import kizuna.streams.ledger.model.LenderFigures;
import kizuna.streams.ledger.model.LenderView;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.PartyAgreement;
import kizuna.streams.ledger.model.RowPage;
import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record2;
import org.jspecify.annotations.Nullable;

/** What each desk, each ward and the coordinators look at, found by whose it is. */
public final class PartyQueries {

  private static final Register LENDER = Register.LENDER;
  private static final Register LIMITS = Register.LENDER_LIMITS;
  private static final Register AGREEMENT = Register.AGREEMENT;
  private static final Register PARTY = Register.AGREEMENT_PARTY;
  private static final Register ASSOCIATION = Register.ASSOCIATION;
  private static final Register MEMBER = Register.ASSOCIATION_MEMBER;
  private static final Register COUNTERPART = Register.COUNTERPART;
  private static final Register OVERRIDE = Register.OVERRIDE_MADE;
  private static final Register DUTY_DESK = Register.DUTY_DESK;

  private static final Keyset BY_AGREEMENT = Keyset.byKey(AGREEMENT.text("key"));
  private static final Keyset BY_OVERRIDE = Keyset.byKey(OVERRIDE.text("key"));
  private static final Keyset BY_BODY = Keyset.byKey(DUTY_DESK.text("key"));
  private static final Keyset BY_PAIRING =
      Keyset.byKey(
          concat(
              COUNTERPART.text("receiver"),
              inline("/"),
              COUNTERPART.text("disaster"),
              inline("/"),
              COUNTERPART.text("lender"),
              inline("/"),
              COUNTERPART.text("network")));

  private static final int ROWS_AT_ONCE = 500;

  /** Before and behind each day that there is. */
  private static final long NEVER_CONFIRMED = -(1L << 39);

  private static final long ENDED = 1L << 41;

  private static final Comparator<LedgerEntry> FIRST_TO_BEGIN =
      Comparator.comparing(LedgerEntry::getFirstDay)
          .thenComparing(LedgerEntry::getProposedAt)
          .thenComparing(LedgerEntry::getNetworkId)
          .thenComparing(LedgerEntry::getDispatchId);

  private final ReadQuery reads;
  private final Supplier<ReferenceCache> references;

  PartyQueries(ReadQuery reads, Supplier<ReferenceCache> references) {
    this.reads = reads;
    this.references = references;
  }

  /** What a municipality's desk looks at; empty where no municipality has the code. */
  public Optional<DeskView> desk(String code) {
    Municipality municipality = references.get().municipality(code);
    return municipality == null
        ? Optional.empty()
        : Optional.of(reads.read(sql -> desk(sql, code, municipality)));
  }

  private DeskView desk(DSLContext sql, String code, Municipality municipality) {
    List<RequestStatus> own =
        sql.select(Requests.AVRO)
            .from(Requests.TABLE)
            .where(Requests.RECEIVER.eq(code))
            .orderBy(Requests.ASKED_AT.desc(), Requests.KEY)
            .fetch(r -> AvroRows.REQUEST.decode(r.value1()));
    Set<String> asked =
        own.stream()
            .map(r -> r.getNetworkId() + "/" + r.getDisasterId())
            .collect(Collectors.toSet());
    Set<String> networks = new TreeSet<>();
    own.forEach(r -> networks.add(r.getNetworkId()));
    networks.addAll(
        sql.selectDistinct(AGREEMENT.text("network"))
            .from(AGREEMENT.table())
            .where(AGREEMENT.text("key").in(named(sql, "RECEIVES", code)))
            .fetch(AGREEMENT.text("network")));
    TotalsQueries.Requests requested =
        TotalsQueries.one(
            TotalsQueries.requests(
                sql, null, RequestTotals.RECEIVER.eq(code), List.of(RequestTotals.RECEIVER)),
            TotalsQueries.Requests.NONE);
    TotalsQueries.Dispatches sent =
        TotalsQueries.one(
            TotalsQueries.dispatches(
                sql, null, DispatchTotals.RECEIVER.eq(code), List.of(DispatchTotals.RECEIVER)),
            TotalsQueries.Dispatches.NONE);
    return new DeskView(
        municipality,
        TotalsQueries.figures(sent, requested, 0, 0),
        references.get().disasters().stream()
            .filter(
                d ->
                    d.declared().getStruck().contains(code)
                        || asked.contains(d.networkId() + "/" + d.declared().getDisasterId()))
            .toList(),
        own,
        dispatches(sql, Dispatches.RECEIVER.eq(code)),
        List.copyOf(networks));
  }

  private static List<LedgerEntry> dispatches(DSLContext sql, Condition wanted) {
    List<LedgerEntry> rows =
        new ArrayList<>(
            sql.select(Dispatches.AVRO)
                .from(Dispatches.TABLE)
                .where(wanted)
                .fetch(r -> AvroRows.DISPATCH.decode(r.value1())));
    rows.sort(FIRST_TO_BEGIN);
    return rows;
  }

  /** What a lender looks at; empty where no lender of any network has the code. */
  public Optional<LenderView> ward(String code) {
    Municipality municipality = references.get().municipality(code);
    if (municipality == null) {
      return Optional.empty();
    }
    return reads.read(
        sql -> {
          List<String> lendsIn =
              sql.select(LENDER.text("network"))
                  .from(LENDER.table())
                  .where(LENDER.text("code").eq(code))
                  .orderBy(LENDER.text("network"))
                  .fetch(LENDER.text("network"));
          return lendsIn.isEmpty()
              ? Optional.empty()
              : Optional.of(ward(sql, code, municipality, lendsIn));
        });
  }

  private static LenderView ward(
      DSLContext sql, String code, Municipality municipality, List<String> lendsIn) {
    Map<String, RequestStatus> asked = new HashMap<>();
    sql.select(Requests.KEY, Requests.AVRO)
        .from(Requests.TABLE)
        .where(
            Requests.KEY.in(
                select(Dispatches.REQUEST)
                    .from(Dispatches.TABLE)
                    .where(Dispatches.LENDER.eq(code))))
        .forEach(r -> asked.put(r.value1(), AvroRows.REQUEST.decode(r.value2())));
    List<OfferStatus> offers =
        sql.select(Offers.AVRO)
            .from(Offers.TABLE)
            .where(Offers.LENDER.eq(code))
            .orderBy(Offers.FIRST_DAY, Offers.KEY)
            .fetch(r -> AvroRows.OFFER.decode(r.value1()));
    TotalsQueries.Dispatches sent =
        TotalsQueries.one(
            TotalsQueries.dispatches(
                sql, null, DispatchTotals.LENDER.eq(code), List.of(DispatchTotals.LENDER)),
            TotalsQueries.Dispatches.NONE);
    return new LenderView(
        municipality,
        TotalsQueries.figures(sent, TotalsQueries.Requests.NONE, 0, 0),
        lendsIn,
        dispatches(sql, Dispatches.LENDER.eq(code)),
        offers,
        asked);
  }

  /**
   * Codes of the lenders of a network that are not among some, in their order.
   *
   * @param after the place behind which the page starts; null: the first page
   */
  public RowPage<String> lendersWithout(
      String network, Set<String> those, @Nullable PageCursor after, int limit) {
    List<String> others =
        reads.read(
            sql ->
                sql
                    .select(LENDER.text("code"))
                    .from(LENDER.table())
                    .where(LENDER.text("network").eq(network))
                    .orderBy(LENDER.text("code"))
                    .fetch(r -> r.value1())
                    .stream()
                    .filter(code -> !those.contains(code))
                    .toList());
    return RowPage.of(others, code -> new PageCursor(0, code), after, limit);
  }

  /** What each lender bears, by network and code. */
  public List<LenderFigures> lenders(@Nullable String network) {
    return reads.read(
        sql -> {
          Map<List<String>, TotalsQueries.Dispatches> sums = new HashMap<>();
          TotalsQueries.dispatches(
                  sql,
                  null,
                  eq(DispatchTotals.NETWORK, network),
                  List.of(DispatchTotals.NETWORK, DispatchTotals.LENDER))
              .forEach(r -> sums.put(r.of(), r.sums()));
          Map<List<String>, LenderLimitsSet> limits = new HashMap<>();
          sql.select(LIMITS.text("network"), LIMITS.text("code"), LIMITS.avro())
              .from(LIMITS.table())
              .where(eq(LIMITS.text("network"), network))
              .forEach(
                  r ->
                      limits.put(
                          List.of(r.value1(), r.value2()), AvroRows.LIMITS.decode(r.value3())));
          List<List<String>> lenders =
              sql.select(LENDER.text("network"), LENDER.text("code"))
                  .from(LENDER.table())
                  .where(eq(LENDER.text("network"), network))
                  .orderBy(LENDER.text("network"), LENDER.text("code"))
                  .fetch(r -> List.of(r.value1(), r.value2()));
          Map<String, Long> days = new HashMap<>();
          for (List<String> l : lenders) {
            TotalsQueries.Dispatches own = sums.getOrDefault(l, TotalsQueries.Dispatches.NONE);
            days.merge(l.get(0), own.personDays(), Long::sum);
          }
          return lenders.stream()
              .map(
                  l -> {
                    TotalsQueries.Dispatches own =
                        sums.getOrDefault(l, TotalsQueries.Dispatches.NONE);
                    long all = days.getOrDefault(l.get(0), 0L);
                    return new LenderFigures(
                        l.get(0),
                        l.get(1),
                        TotalsQueries.figures(own, TotalsQueries.Requests.NONE, 0, 0),
                        all == 0 ? 0 : (double) own.personDays() / all,
                        limits.get(l));
                  })
              .toList();
        });
  }

  /**
   * Agreements by network and id; those of a party in the order in which it has to act: in force
   * before ended, then the first whose plan is to be confirmed again, never confirmed before all.
   *
   * @param states empty: all
   * @param after behind which place the page starts; null: the first page
   */
  public RowPage<PartyAgreement> agreements(
      @Nullable String party,
      @Nullable String network,
      Set<AgreementState> states,
      @Nullable PageCursor after,
      int limit) {
    return reads.read(
        sql -> {
          Set<String> lends = new HashSet<>();
          Set<String> receives = new HashSet<>();
          Condition wanted = eq(AGREEMENT.text("network"), network);
          if (party != null) {
            lends.addAll(named(sql, "LENDS", party));
            lends.addAll(
                sql.select(AGREEMENT.text("key"))
                    .from(AGREEMENT.table())
                    .join(LENDER.table())
                    .on(LENDER.text("network").eq(AGREEMENT.text("network")))
                    .where(AGREEMENT.number("everyone_lends").eq(1L))
                    .and(LENDER.text("code").eq(party))
                    .fetch(AGREEMENT.text("key")));
            receives.addAll(named(sql, "RECEIVES", party));
            Set<String> any = new HashSet<>(lends);
            any.addAll(receives);
            wanted = wanted.and(AGREEMENT.text("key").in(any));
          }
          Map<String, String> associations = new HashMap<>();
          sql.select(ASSOCIATION.text("key"), ASSOCIATION.text("name"))
              .from(ASSOCIATION.table())
              .forEach(r -> associations.put(r.value1(), r.value2()));
          KeysetPager.Reader<PartyAgreement> reader =
              row -> {
                String key = row.get(AGREEMENT.text("key"));
                AgreementStatus a = AvroRows.AGREEMENT.decode(row.get(AGREEMENT.avro()));
                return new PartyAgreement(
                    a, lends.contains(key), receives.contains(key), called(a, associations));
              };
          if (party == null && states.isEmpty()) {
            return KeysetPager.page(
                sql,
                AGREEMENT.table(),
                wanted,
                BY_AGREEMENT,
                List.of(AGREEMENT.avro()),
                reader,
                after,
                limit);
          }
          RowPage<PageCursor> page =
              RowPage.of(places(sql, wanted, party, states), Function.identity(), after, limit);
          return new RowPage<>(
              KeysetPager.rows(
                  sql,
                  AGREEMENT.table(),
                  AGREEMENT.text("key"),
                  page.rows().stream().map(PageCursor::key).toList(),
                  List.of(AGREEMENT.avro()),
                  reader),
              page.total(),
              page.next());
        });
  }

  /** Where each agreement stands whose state and dates only its bytes tell, read one by one. */
  private static List<PageCursor> places(
      DSLContext sql, Condition wanted, @Nullable String party, Set<AgreementState> states) {
    List<PageCursor> places = new ArrayList<>();
    try (Cursor<Record2<String, byte[]>> rows =
        sql.select(AGREEMENT.text("key"), AGREEMENT.avro())
            .from(AGREEMENT.table())
            .where(wanted)
            .fetchSize(ROWS_AT_ONCE)
            .fetchLazy()) {
      for (Record2<String, byte[]> row : rows) {
        AgreementStatus a = AvroRows.AGREEMENT.decode(row.value2());
        if (states.isEmpty() || states.contains(a.getState())) {
          places.add(new PageCursor(party == null ? 0 : due(a, party), row.value1()));
        }
      }
    }
    return places;
  }

  private static long due(AgreementStatus a, String party) {
    LocalDate until = PartyAgreement.confirmedUntil(a, party);
    return (a.getState() == AgreementState.ENDED ? ENDED : 0)
        + (until == null ? NEVER_CONFIRMED : until.toEpochDay());
  }

  /**
   * Keys of the agreements that name somebody on a side, or an association of which it is a member.
   * Few of many.
   */
  private static Set<String> named(DSLContext sql, String side, String code) {
    Set<String> keys =
        new HashSet<>(
            sql.select(PARTY.text("agreement_key"))
                .from(PARTY.table())
                .where(PARTY.text("party").eq(code))
                .and(PARTY.text("side").eq(side))
                .fetch(PARTY.text("agreement_key")));
    keys.addAll(
        sql.select(PARTY.text("agreement_key"))
            .from(MEMBER.table())
            .join(ASSOCIATION.table())
            .on(ASSOCIATION.text("key").eq(MEMBER.text("association_key")))
            .join(PARTY.table())
            .on(PARTY.text("party").eq(ASSOCIATION.text("id")))
            .join(AGREEMENT.table())
            .on(
                AGREEMENT
                    .text("key")
                    .eq(PARTY.text("agreement_key"))
                    .and(AGREEMENT.text("network").eq(ASSOCIATION.text("network"))))
            .where(MEMBER.text("code").eq(code))
            .and(PARTY.text("side").eq(side))
            .fetch(PARTY.text("agreement_key")));
    return keys;
  }

  private static Map<String, String> called(AgreementStatus a, Map<String, String> associations) {
    Map<String, String> called = new TreeMap<>();
    for (List<String> ids : List.of(a.getAssociations(), a.getLenderAssociations())) {
      ids.forEach(id -> called.put(id, associations.getOrDefault(a.getNetworkId() + "/" + id, id)));
    }
    return called;
  }

  /** One agreement as it stands. */
  public Optional<AgreementStatus> agreement(String network, String id) {
    return reads.read(
        sql ->
            sql.select(AGREEMENT.avro())
                .from(AGREEMENT.table())
                .where(AGREEMENT.text("key").eq(network + "/" + id))
                .fetchOptional(r -> AvroRows.AGREEMENT.decode(r.value1())));
  }

  /** Who leads and supports, at one receiver or at all; by receiver, disaster and lender. */
  public RowPage<CounterpartEntry> counterparts(
      @Nullable String receiver, @Nullable String network, @Nullable PageCursor after, int limit) {
    return reads.read(
        sql ->
            KeysetPager.page(
                sql,
                COUNTERPART.table(),
                eq(COUNTERPART.text("receiver"), receiver)
                    .and(eq(COUNTERPART.text("network"), network)),
                BY_PAIRING,
                List.of(
                    COUNTERPART.text("network"),
                    COUNTERPART.avro(),
                    COUNTERPART.number("since"),
                    COUNTERPART.text("said_by")),
                r ->
                    new CounterpartEntry(
                        r.get(COUNTERPART.text("network")),
                        AvroRows.COUNTERPART.decode(r.get(COUNTERPART.avro())),
                        Instant.ofEpochMilli(r.get(COUNTERPART.number("since"))),
                        r.get(COUNTERPART.text("said_by"))),
                after,
                limit));
  }

  /** Overrides that stand, for one request or for all; by network and id. */
  public RowPage<ActiveOverride> overrides(
      @Nullable String request, @Nullable String network, @Nullable PageCursor after, int limit) {
    return reads.read(
        sql ->
            KeysetPager.page(
                sql,
                OVERRIDE.table(),
                eq(OVERRIDE.text("request"), request).and(eq(OVERRIDE.text("network"), network)),
                BY_OVERRIDE,
                List.of(
                    OVERRIDE.text("network"),
                    OVERRIDE.avro(),
                    OVERRIDE.number("at"),
                    OVERRIDE.text("said_by")),
                r ->
                    new ActiveOverride(
                        r.get(OVERRIDE.text("network")),
                        AvroRows.OVERRIDE.decode(r.get(OVERRIDE.avro())),
                        Instant.ofEpochMilli(r.get(OVERRIDE.number("at"))),
                        r.get(OVERRIDE.text("said_by"))),
                after,
                limit));
  }

  /** Whom to call at each body that said so; by network and body. */
  public RowPage<DutyDeskEntry> dutyDesks(
      @Nullable String network, @Nullable PageCursor after, int limit) {
    return reads.read(
        sql ->
            KeysetPager.page(
                sql,
                DUTY_DESK.table(),
                eq(DUTY_DESK.text("network"), network),
                BY_BODY,
                List.of(DUTY_DESK.text("network"), DUTY_DESK.avro(), DUTY_DESK.number("since")),
                r ->
                    new DutyDeskEntry(
                        r.get(DUTY_DESK.text("network")),
                        AvroRows.DUTY_DESK.decode(r.get(DUTY_DESK.avro())),
                        Instant.ofEpochMilli(r.get(DUTY_DESK.number("since")))),
                after,
                limit));
  }
}
