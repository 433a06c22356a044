package kizuna.streams.ledger.query;

import static kizuna.streams.ledger.query.LedgerFilter.eq;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import kizuna.codes.AgreementState;
import kizuna.states.AgreementStatus;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Keyset;
import kizuna.streams.ledger.database.KeysetPager;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.database.Tables.Register;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.PartyAgreement;
import kizuna.streams.ledger.model.RowPage;
import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record2;
import org.jspecify.annotations.Nullable;

/** Mutual-aid agreements, all or of one party. */
public final class AgreementQueries {

  private static final Register LENDER = Register.LENDER;
  private static final Register AGREEMENT = Register.AGREEMENT;
  private static final Register PARTY = Register.AGREEMENT_PARTY;
  private static final Register ASSOCIATION = Register.ASSOCIATION;
  private static final Register MEMBER = Register.ASSOCIATION_MEMBER;
  private static final Keyset BY_AGREEMENT = Keyset.byKey(AGREEMENT.text("key"));
  private static final int ROWS_AT_ONCE = 500;

  /** Sorts before every day. */
  private static final long NEVER_CONFIRMED = -(1L << 39);

  /** Sorts after all days. */
  private static final long ENDED = 1L << 41;

  /** Keys of the agreements of a party, by its side. */
  private record Sides(Set<String> lends, Set<String> receives) {

    /**
     * @param party null: none
     */
    static Sides of(DSLContext sql, @Nullable String party) {
      if (party == null) {
        return new Sides(Set.of(), Set.of());
      }
      Set<String> lends = new HashSet<>(named(sql, "LENDS", party));
      lends.addAll(
          sql.select(AGREEMENT.text("key"))
              .from(AGREEMENT.table())
              .join(LENDER.table())
              .on(LENDER.text("network").eq(AGREEMENT.text("network")))
              .where(AGREEMENT.number("everyone_lends").eq(1L))
              .and(LENDER.text("code").eq(party))
              .fetch(AGREEMENT.text("key")));
      return new Sides(lends, named(sql, "RECEIVES", party));
    }

    Set<String> any() {
      Set<String> any = new HashSet<>(lends);
      any.addAll(receives);
      return any;
    }
  }

  private final ReadQuery reads;

  AgreementQueries(ReadQuery reads) {
    this.reads = reads;
  }

  /**
   * Agreements by network and id; those of a party by urgency: in force before ended, then by the
   * day on which the plan must be confirmed again, never confirmed first.
   *
   * @param states empty: all
   * @param after the place after which the page starts; null: the first page
   */
  public RowPage<PartyAgreement> agreements(
      @Nullable String party,
      @Nullable String network,
      Set<AgreementState> states,
      @Nullable PageCursor after,
      int limit) {
    return reads.read(
        sql -> {
          Sides sides = Sides.of(sql, party);
          Condition wanted = eq(AGREEMENT.text("network"), network);
          if (party != null) {
            wanted = wanted.and(AGREEMENT.text("key").in(sides.any()));
          }
          return page(sql, wanted, sides, party, states, after, limit);
        });
  }

  private static RowPage<PartyAgreement> page(
      DSLContext sql,
      Condition wanted,
      Sides sides,
      @Nullable String party,
      Set<AgreementState> states,
      @Nullable PageCursor after,
      int limit) {
    Map<String, String> associations = new HashMap<>();
    sql.select(ASSOCIATION.text("key"), ASSOCIATION.text("name"))
        .from(ASSOCIATION.table())
        .forEach(r -> associations.put(r.value1(), r.value2()));
    KeysetPager.Reader<PartyAgreement> reader =
        row -> {
          String key = row.get(AGREEMENT.text("key"));
          AgreementStatus a = AvroRows.AGREEMENT.decode(row.get(AGREEMENT.avro()));
          return new PartyAgreement(
              a,
              sides.lends().contains(key),
              sides.receives().contains(key),
              called(a, associations));
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
  }

  /** The place of each agreement; state and dates are decoded row by row. */
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
   * Keys of the agreements that name a body on a side, or an association with it as a member. Few
   * of many.
   */
  static Set<String> named(DSLContext sql, String side, String code) {
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

  public Optional<AgreementStatus> agreement(String network, String id) {
    return reads.read(
        sql ->
            sql.select(AGREEMENT.avro())
                .from(AGREEMENT.table())
                .where(AGREEMENT.text("key").eq(network + "/" + id))
                .fetchOptional(r -> AvroRows.AGREEMENT.decode(r.value1())));
  }
}
