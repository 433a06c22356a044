package kizuna.streams.ledger.query;

import static kizuna.streams.ledger.query.LedgerFilter.eq;
import static org.jooq.impl.DSL.select;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.Municipality;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.database.Tables.DispatchTotals;
import kizuna.streams.ledger.database.Tables.Dispatches;
import kizuna.streams.ledger.database.Tables.Offers;
import kizuna.streams.ledger.database.Tables.Register;
import kizuna.streams.ledger.database.Tables.RequestTotals;
import kizuna.streams.ledger.database.Tables.Requests;
import kizuna.streams.ledger.model.DeskView;
import kizuna.streams.ledger.model.LenderFigures;
import kizuna.streams.ledger.model.LenderView;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The views of desks, lenders and coordinators, by owner. */
public final class PartyQueries {

  private static final Register LENDER = Register.LENDER;
  private static final Register LIMITS = Register.LENDER_LIMITS;

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

  /** The view of a municipality's desk; empty if no municipality has the code. */
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
        sql.selectDistinct(Register.AGREEMENT.text("network"))
            .from(Register.AGREEMENT.table())
            .where(Register.AGREEMENT.text("key").in(AgreementQueries.named(sql, "RECEIVES", code)))
            .fetch(Register.AGREEMENT.text("network")));
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

  /** The view of a lender; empty if no lender of any network has the code. */
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
   * @param after the place after which the page starts; null: the first page
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

  /** The load of each lender, by network and code. */
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
}
