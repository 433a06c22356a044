package kizuna.streams.ledger.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kizuna.states.AgreementStatus;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.database.Tables.Register;
import kizuna.streams.ledger.model.ContactTestEntry;
import kizuna.streams.ledger.model.LessonEntry;
import kizuna.streams.ledger.model.PartnerEntry;
import kizuna.streams.ledger.model.PartyAgreement;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Queries for the partners of a body by its agreements, and how prepared both are (平時の関係). */
public final class PartnerQueries {

  /** Most agreements, lessons and contact tests of a body that are read. */
  private static final int MOST = 1_000;

  private static final Register LENDER = Register.LENDER;
  private static final Register ASSOCIATION = Register.ASSOCIATION;
  private static final Register MEMBER = Register.ASSOCIATION_MEMBER;

  private final ReadQuery reads;

  PartnerQueries(ReadQuery reads) {
    this.reads = reads;
  }

  /** Data of a partner collected while agreements are read. */
  private static final class Found {
    private boolean direct;
    private final List<PartyAgreement> agreements = new ArrayList<>();
  }

  /** Every partner of a body, by code. */
  public List<PartnerEntry> partners(String code, @Nullable String network) {
    return reads.read(sql -> partners(sql, code, network));
  }

  private static List<PartnerEntry> partners(
      DSLContext sql, String code, @Nullable String network) {
    ReadQuery within = ReadQuery.within(sql);
    Map<String, Found> found = new TreeMap<>();
    Map<String, List<String>> members = new HashMap<>();
    for (PartyAgreement a :
        new AgreementQueries(within).agreements(code, network, Set.of(), null, MOST).rows()) {
      AgreementStatus status = a.status();
      Set<String> named = new HashSet<>();
      Set<String> others = new HashSet<>();
      if (a.lends()) {
        named.addAll(status.getReceivers());
        status.getAssociations().forEach(id -> others.addAll(members(sql, status, id, members)));
      }
      if (a.receives()) {
        named.addAll(status.getLenders());
        status
            .getLenderAssociations()
            .forEach(id -> others.addAll(members(sql, status, id, members)));
        if (status.getLenders().isEmpty() && status.getLenderAssociations().isEmpty()) {
          others.addAll(lenders(sql, status.getNetworkId()));
        }
      }
      others.addAll(named);
      others.remove(code);
      for (String other : others) {
        Found of = found.computeIfAbsent(other, c -> new Found());
        of.direct |= named.contains(other);
        of.agreements.add(a);
      }
    }
    PreparednessQueries preparedness = new PreparednessQueries(within);
    List<LessonEntry> lessons = preparedness.lessons(null, network, true, null, MOST).rows();
    List<ContactTestEntry> tests = preparedness.contactTests(code, network, null, MOST).rows();
    List<PartnerEntry> partners = new ArrayList<>();
    found.forEach((other, of) -> partners.add(partner(code, other, of, lessons, tests)));
    return partners;
  }

  private static List<String> members(
      DSLContext sql, AgreementStatus a, String association, Map<String, List<String>> known) {
    return known.computeIfAbsent(
        a.getNetworkId() + "/" + association,
        key ->
            sql.select(MEMBER.text("code"))
                .from(MEMBER.table())
                .join(ASSOCIATION.table())
                .on(ASSOCIATION.text("key").eq(MEMBER.text("association_key")))
                .where(ASSOCIATION.text("key").eq(key))
                .fetch(MEMBER.text("code")));
  }

  private static List<String> lenders(DSLContext sql, String network) {
    return sql.select(LENDER.text("code"))
        .from(LENDER.table())
        .where(LENDER.text("network").eq(network))
        .fetch(LENDER.text("code"));
  }

  private static PartnerEntry partner(
      String own,
      String other,
      Found found,
      List<LessonEntry> lessons,
      List<ContactTestEntry> tests) {
    Instant lastContact = null;
    Instant newest = null;
    boolean unanswered = false;
    for (ContactTestEntry t : tests) {
      String asked =
          t.test().getSentBy().equals(own) ? other : t.test().getSentBy().equals(other) ? own : "";
      for (ContactTestEntry.Answer a : t.answers()) {
        if (a.body().equals(asked)) {
          if (newest == null || t.sentAt().isAfter(newest)) {
            newest = t.sentAt();
            unanswered = a.answeredAt() == null;
          }
          if (a.answeredAt() != null
              && (lastContact == null || a.answeredAt().isAfter(lastContact))) {
            lastContact = a.answeredAt();
          }
        }
      }
    }
    Set<String> agreements = new HashSet<>();
    found.agreements.forEach(a -> agreements.add(a.status().getAgreementId()));
    return new PartnerEntry(
        other,
        found.direct,
        found.agreements,
        lastContact,
        unanswered,
        lessons.stream()
            .filter(
                l ->
                    other.equals(l.lesson().getBody())
                        || (own.equals(l.lesson().getBody())
                            && other.equals(l.lesson().getOwnerBody()))
                        || (l.lesson().getAgreementId() != null
                            && agreements.contains(l.lesson().getAgreementId())))
            .toList());
  }
}
