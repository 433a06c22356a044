package kizuna.streams.api;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import kizuna.codes.AccountRole;
import kizuna.codes.Documentation;
import kizuna.codes.NoticeCode;
import kizuna.codes.RejectionCode;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.Reason;
import kizuna.decisions.Rejection;
import kizuna.facts.AccessDenied;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.AvroJson;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.PlanConfirmation;
import kizuna.states.RequestStatus;
import kizuna.streams.explain.ClockSpan;
import kizuna.streams.explain.DispatchLookup;
import kizuna.streams.explain.ExplanationText;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.ledger.ChangeFeed;
import kizuna.streams.ledger.Flow;
import kizuna.streams.ledger.LedgerFigures;
import kizuna.streams.ledger.LedgerView;
import kizuna.streams.ledger.Meter;
import kizuna.streams.ledger.Milestone;
import kizuna.streams.ledger.RowPage;
import kizuna.streams.rulebook.RulesChangelog;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows as JSON: the fields of the record under their own names, and beside each code of a
 * municipality or a disaster its name in the caller's language.
 */
final class RowJson {

  /** By which field a report says that what is refused as odd is meant. */
  private static final Map<RejectionCode, String> CONFIRMED_BY =
      Map.of(
          RejectionCode.UNUSUAL_DAY, "confirmedUnusual",
          RejectionCode.LOOKS_LIKE_DRILL, "confirmedUnusual",
          RejectionCode.STRUCK_LONG_AGO, "confirmedUnusual",
          RejectionCode.DISASTER_GOES_ON, "confirmedUnusual",
          RejectionCode.DISASTER_ALREADY_DECLARED, "confirmedNew");

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  /** So long before it runs out, as the matcher's own notice. */
  private static final int DUE_WITHIN_DAYS = 30;

  private final LedgerView view;
  private final Function<String, Optional<Instant>> clock;
  private final MessageCatalog words;
  private final PlaceNames names;
  private final ExplanationText text;

  /** Where the people of a request work, by network/id; null: the request is not known. */
  private final Map<String, @Nullable String> places = new HashMap<>();

  RowJson(LedgerView view, MessageCatalog words) {
    this(view, words, view::clock);
  }

  /**
   * Rows as they stood at another time.
   *
   * @param clock the log's time in a network
   */
  RowJson(LedgerView view, MessageCatalog words, Function<String, Optional<Instant>> clock) {
    this.view = view;
    this.clock = clock;
    this.words = words;
    this.names = view.names(words.language());
    this.text = new ExplanationText(words, names);
  }

  /** A namespace said in every answer: nobody may take a drill for real. */
  static ObjectNode answer(Namespace namespace) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("namespace", namespace.name());
    if (namespace.isDrill()) {
      answer.put("drill", namespace.drillId());
    }
    answer.put("mode", namespace.mode().name());
    return answer;
  }

  /** A page of rows with where the next one starts. */
  static <R> ObjectNode page(Namespace namespace, RowPage<R> page, Function<R, ObjectNode> row) {
    ObjectNode answer = answer(namespace);
    answer.setAll(page(page, row));
    return answer;
  }

  static <R> ObjectNode page(RowPage<R> page, Function<R, ObjectNode> row) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("total", page.total());
    ArrayNode rows = answer.putArray("rows");
    page.rows().forEach(r -> rows.add(row.apply(r)));
    if (page.next() != null) {
      answer.put("next", page.next().cursor());
    }
    return answer;
  }

  /** A time in Japan's offset. */
  static String time(Instant time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(JAPAN));
  }

  ExplanationText text() {
    return text;
  }

  /** The same, with the ledger of a network at hand for what a decision names only by its id. */
  ExplanationText text(String network) {
    return new ExplanationText(
        words,
        names,
        new DispatchLookup() {
          @Override
          public Optional<LedgerEntry> dispatch(String id) {
            return view.dispatches().one(network, id);
          }

          @Override
          public Set<String> lendersFor(String requestId) {
            return view.dispatches().lendersFor(network, requestId);
          }
        });
  }

  PlaceNames names() {
    return names;
  }

  MessageCatalog words() {
    return words;
  }

  ObjectNode ledger(LedgerEntry e) {
    return AvroJson.write(e)
        .put("lenderName", names.municipality(e.getLender()))
        .put("receiverName", names.municipality(e.getReceiver()))
        .put("disasterName", names.disaster(e.getDisasterId()))
        .put("place", place(e))
        .put(
            "missingReportLabel",
            e.getMissingReport() == null ? null : words.label(e.getMissingReport()));
  }

  /** Where its people work, as the request says; null where the request is not known. */
  private @Nullable String place(LedgerEntry e) {
    String key = e.getNetworkId() + "/" + e.getRequestId();
    if (!places.containsKey(key)) {
      placing(List.of(e));
    }
    return places.get(key);
  }

  /** Asks once where the people of all these work. */
  RowJson placing(Collection<LedgerEntry> entries) {
    List<String> unknown =
        entries.stream()
            .map(e -> e.getNetworkId() + "/" + e.getRequestId())
            .filter(key -> !places.containsKey(key))
            .distinct()
            .toList();
    Map<String, String> found = view.requests().places(unknown);
    unknown.forEach(key -> places.put(key, found.get(key)));
    return this;
  }

  /** One state that a dispatch was in. */
  ObjectNode state(LedgerEntry e) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("at", time(e.getChangedAt()));
    row.put("sequence", e.getSequence());
    row.put("state", e.getState().name());
    row.put("label", words.label(e.getState()));
    row.put("headCount", e.getHeadCount());
    row.put("firstDay", e.getFirstDay().toString());
    row.put("lastDay", e.getLastDay().toString());
    if (e.getReason() != null) {
      row.put("reason", e.getReason().name());
      row.put("reasonLabel", words.label(e.getReason()));
    }
    if (e.getExtensionAskedTo() != null) {
      row.put("extensionAskedTo", e.getExtensionAskedTo().toString());
    }
    return row;
  }

  ObjectNode flow(Flow f) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("networkId", f.networkId());
    row.put("lender", f.lender());
    row.put("lenderName", names.municipality(f.lender()));
    row.put("receiver", f.receiver());
    row.put("receiverName", names.municipality(f.receiver()));
    row.put("disasterId", f.disasterId());
    row.put("proposed", f.proposed());
    row.put("confirmed", f.confirmed());
    row.put("inTransit", f.inTransit());
    row.put("onSite", f.onSite());
    row.put("notReported", f.notReported());
    row.put("dispatches", f.dispatches());
    return row;
  }

  ObjectNode milestone(Milestone m) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("at", time(m.at()));
    if (m.sequence() > 0) {
      row.put("sequence", m.sequence());
    }
    row.put("kind", m.kind().name());
    row.put("networkId", m.networkId());
    row.put("disasterId", m.disaster());
    row.put("subject", m.subject());
    String receiver = m.receiver() == null ? "" : names.municipality(m.receiver());
    String lender = m.lender() == null ? "" : names.municipality(m.lender());
    if (m.receiver() != null) {
      row.put("receiver", m.receiver()).put("receiverName", receiver);
    }
    if (m.lender() != null) {
      row.put("lender", m.lender()).put("lenderName", lender);
    }
    if (m.kind() == Milestone.Kind.CLOCK_SET_BACK || m.kind() == Milestone.Kind.CLOCK_SET_FORWARD) {
      return row.put("text", text.clockSet("Milestone." + m.kind(), ClockSpan.of(m.subject())));
    }
    return row.put(
        "text",
        words.sentence(
            "Milestone." + m.kind(),
            receiver,
            lender,
            names.disaster(m.disaster()),
            m.persons(),
            m.subject()));
  }

  ObjectNode request(RequestStatus r) {
    ObjectNode row =
        AvroJson.write(r)
            .put("receiverName", names.municipality(r.getReceiver()))
            .put("disasterName", names.disaster(r.getDisasterId()));
    if (r.getDocumentation() == Documentation.ORAL) {
      Instant now = clock.apply(r.getNetworkId()).orElse(r.getChangedAt());
      row.put("undocumentedSince", time(r.getAskedAt()));
      row.put("undocumentedHours", Math.max(0, Duration.between(r.getAskedAt(), now).toHours()));
    }
    return row;
  }

  ObjectNode meter(Meter m) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("day", m.day().toString());
    row.put("taskType", m.taskType().name());
    row.put("needed", m.needed());
    row.put("coveredElsewhere", m.coveredElsewhere());
    row.put("proposed", m.proposed());
    row.put("confirmed", m.confirmed());
    row.put("inTransit", m.inTransit());
    row.put("onSite", m.onSite());
    row.put("notReported", m.notReported());
    row.put("served", m.served());
    row.put("open", m.open());
    row.put("unmet", m.unmet());
    row.put("handover", m.handover());
    return row;
  }

  /** Meters of one request, days on which nothing differs in one row. */
  ArrayNode days(List<Meter> meters) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    Meter before = null;
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    for (Meter m : meters) {
      if (before == null || !sameOnTheNextDay(before, m)) {
        row = list.addObject().put("firstDay", m.day().toString());
        ObjectNode figures = meter(m);
        figures.remove(List.of("day", "taskType"));
        row.put("lastDay", m.day().toString());
        row.setAll(figures);
      }
      row.put("lastDay", m.day().toString());
      before = m;
    }
    return list;
  }

  private static boolean sameOnTheNextDay(Meter a, Meter b) {
    return b.day().equals(a.day().plusDays(1)) && a.on(b.day()).equals(b);
  }

  /** An agreement as a party looks at it; without a party, as anybody does. */
  ObjectNode agreement(LedgerView.PartysAgreement agreement, @Nullable String party) {
    AgreementStatus a = agreement.status();
    ObjectNode row = AvroJson.write(a);
    row.put("stateLabel", words.label(a.getState()));
    row.set("lenderNames", named(a.getLenders()));
    row.set("receiverNames", named(a.getReceivers()));
    ArrayNode associations = row.putArray("associationNames");
    a.getAssociations().forEach(id -> associations.add(agreement.associations().get(id)));
    ArrayNode lending = row.putArray("lenderAssociationNames");
    a.getLenderAssociations().forEach(id -> lending.add(agreement.associations().get(id)));
    ArrayNode confirmations = row.putArray("planConfirmations");
    for (PlanConfirmation c : a.getPlanConfirmations()) {
      confirmations
          .addObject()
          .put("by", c.getConfirmedBy())
          .put("byName", names.municipality(c.getConfirmedBy()))
          .put("on", c.getConfirmedOn().toString())
          .put("validTo", c.getValidTo().toString());
    }
    if (party != null) {
      row.put("lends", agreement.lends());
      row.put("receives", agreement.receives());
      LocalDate until = LedgerView.PartysAgreement.confirmedUntil(a, party);
      row.put("dueOn", until == null ? null : until.toString());
      LocalDate today =
          LocalDate.ofInstant(view.clock(a.getNetworkId()).orElse(a.getChangedAt()), JAPAN);
      row.put("confirmed", until != null && !until.isBefore(today));
      row.put("due", until == null || until.isBefore(today.plusDays(DUE_WITHIN_DAYS)));
      row.set("acts", LegalActs.of(a));
    }
    return row;
  }

  private ArrayNode named(List<String> codes) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    codes.forEach(code -> list.add(names.municipality(code)));
    return list;
  }

  ObjectNode counterpart(LedgerView.Counterpart c) {
    return AvroJson.write(c.appointed())
        .put("networkId", c.networkId())
        .put("lenderName", names.municipality(c.appointed().getLender()))
        .put("receiverName", names.municipality(c.appointed().getReceiver()))
        .put("disasterName", names.disaster(c.appointed().getDisasterId()))
        .put("roleLabel", words.label(c.appointed().getRole()))
        .put("since", time(c.since()))
        .put("by", c.by());
  }

  ObjectNode dutyDesk(LedgerView.DutyDesk d) {
    String body = d.desk().getBody();
    return AvroJson.write(d.desk())
        .put("networkId", d.networkId())
        .put("bodyName", names.municipality(body))
        .put("since", time(d.since()));
  }

  ObjectNode override(LedgerView.Standing o) {
    ObjectNode row =
        AvroJson.write(o.made())
            .put("networkId", o.networkId())
            .put("kindLabel", words.label(o.made().getKind()))
            .put("at", time(o.at()))
            .put("by", o.by());
    if (o.made().getLender() != null) {
      row.put("lenderName", names.municipality(o.made().getLender()));
    }
    row.putArray("acts").add("revoke");
    return row;
  }

  ObjectNode lender(LedgerView.Lender l) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("networkId", l.networkId());
    row.put("lender", l.lender());
    row.put("lenderName", names.municipality(l.lender()));
    row.put("personDays", l.figures().personDays());
    row.put("sharePercent", Math.round(l.share() * 1_000) / 10.0);
    row.put("away", l.figures().away());
    row.put("notReported", l.figures().notReported());
    if (l.limits() != null) {
      row.set("limits", AvroJson.write(l.limits()).path("limits"));
      row.put("restDays", l.limits().getRestDays());
    }
    return row;
  }

  ObjectNode notice(LedgerView.NoticeGiven n) {
    ObjectNode row = AvroJson.write(n.notice());
    row.put("networkId", n.networkId());
    row.put("sequence", n.sequence());
    row.put("at", time(n.at()));
    row.put("addresseeName", names.municipality(n.notice().getAddressee()));
    row.put("label", words.label(n.notice().getCode()));
    row.put("sentence", text.notice(n.notice()));
    if (n.notice().getCode() == NoticeCode.RULES_ADOPTED) {
      ArrayNode changes = row.putArray("changes");
      RulesChangelog.of(words.language()).changes(n.notice().getCount()).forEach(changes::add);
    }
    return row;
  }

  /** A lender by its code and name. */
  ObjectNode lenderOnly(String code) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("lender", code)
        .put("lenderName", names.municipality(code));
  }

  ObjectNode offer(OfferStatus o) {
    ObjectNode row = AvroJson.write(o).put("lenderName", names.municipality(o.getLender()));
    if (o.getDisasterId() != null) {
      row.put("disasterName", names.disaster(o.getDisasterId()));
    }
    return row;
  }

  ObjectNode disaster(LedgerView.Disaster d) {
    ObjectNode row =
        AvroJson.write(d.declared())
            .put("networkId", d.networkId())
            .put("declaredBy", d.declaredBy());
    if (d.endedOn() != null) {
      row.put("endedOn", d.endedOn().toString());
    }
    ArrayNode struck = row.putArray("struckNames");
    d.declared().getStruck().forEach(code -> struck.add(names.municipality(code)));
    return row;
  }

  /** A disaster with the figures of its requests and dispatches. */
  ObjectNode disaster(LedgerView.DisasterFigures d) {
    ObjectNode row = disaster(d.disaster());
    row.setAll(figures(d.sums()));
    return row;
  }

  /** The figures of a network, a disaster or a party: the one place where each gets its name. */
  static ObjectNode figures(LedgerFigures sums) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("requests", sums.requests());
    row.put("openRequests", sums.openRequests());
    row.put("requestedPersonDays", sums.requestedPersonDays());
    row.put("coveredPersonDays", sums.coveredPersonDays());
    row.put("openPersonDays", sums.openPersonDays());
    row.put("unmetPersonDays", sums.unmetPersonDays());
    row.put("personDays", sums.personDays());
    row.put("dispatches", sums.dispatches());
    row.put("proposed", sums.proposed());
    row.put("confirmed", sums.confirmed());
    row.put("inTransit", sums.inTransit());
    row.put("onSite", sums.onSite());
    row.put("notReported", sums.notReported());
    row.put("away", sums.away());
    return row;
  }

  ObjectNode network(LedgerView.NetworkFigures n) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("networkId", n.networkId());
    row.put("name", n.name());
    row.setAll(figures(n.sums()));
    row.put("decisions", n.sums().decisions());
    row.put("rejections", n.sums().rejections());
    row.put("sequence", n.sequence());
    if (n.decidedAt() != null) {
      row.put("decidedAt", time(n.decidedAt()));
    }
    row.put("decisionHash", n.decisionHash());
    ArrayNode loads = row.putArray("loads");
    n.loads()
        .forEach(
            load ->
                loads
                    .addObject()
                    .put("lender", load.getLender())
                    .put("lenderName", names.municipality(load.getLender()))
                    .put("personDays", load.getPersonDays())
                    .put("away", n.away().getOrDefault(load.getLender(), 0)));
    return row;
  }

  ObjectNode rejection(Rejection r) {
    ObjectNode row = AvroJson.write(r);
    row.set("reasons", reasons(r.getReasons()));
    return row;
  }

  ArrayNode reasons(List<Reason> reasons) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Reason reason : reasons) {
      ObjectNode row = AvroJson.write(reason).put("sentence", text.reason(reason));
      String meant = CONFIRMED_BY.get(reason.getCode());
      if (meant != null) {
        row.put("confirmedBy", meant);
      }
      list.add(row);
    }
    return list;
  }

  ObjectNode denial(LedgerView.DenialRecorded d) {
    AccessDenied denied = d.denied();
    AccountRole role = denied.getRole();
    String body = denied.getBody();
    String account =
        denied.getAccount() == null ? words.text("denial.nobody") : denied.getAccount();
    ObjectNode row = AvroJson.write(denied);
    row.put("networkId", d.networkId());
    row.put("at", time(d.at()));
    row.put("label", words.label(denied.getCode()));
    if (body != null) {
      row.put("bodyName", names.municipality(body));
    }
    String who =
        role == null
            ? account
            : words.sentence(
                "denial.who",
                account,
                words.label(role),
                body == null ? words.text("denial.forNobody") : names.municipality(body));
    String sentence =
        words.sentence(
            "denial." + denied.getCode().name(),
            who,
            denied.getMethod() + " " + denied.getPath(),
            denied.getAbout() == null ? words.text("denial.nothing") : denied.getAbout());
    return row.put(
        "sentence",
        denied.getSuppressed() == 0
            ? sentence
            : sentence + words.sentence("denial.more", denied.getSuppressed()));
  }

  /**
   * A record that nobody could act on.
   *
   * @param whole with what it contained, which is for those only who can mend it
   */
  ObjectNode lost(LedgerView.LostReport lost, MessageCatalog words, boolean whole) {
    DeadLetter letter = lost.letter();
    ObjectNode row = AvroJson.write(letter);
    if (!whole) {
      row.remove(List.of("key", "value", "message"));
    }
    return row.put("label", words.label(letter.getCause()))
        .put("valueBytes", lost.valueBytes())
        .put("deadLetterPartition", lost.partition())
        .put("deadLetterOffset", lost.offset());
  }

  ObjectNode snapshot(Namespace namespace, LedgerView.Snapshot s) {
    ObjectNode answer = answer(namespace);
    answer.put("caughtUp", s.caughtUp());
    ArrayNode networks = answer.putArray("networks");
    s.networks().forEach(n -> networks.add(network(n)));
    ArrayNode disasters = answer.putArray("disasters");
    s.disasters().forEach(d -> disasters.add(disaster(d)));
    answer.set("openRequests", page(s.openRequests(), this::request));
    placing(s.ledger().rows());
    answer.set("ledger", page(s.ledger(), this::ledger));
    ArrayNode flows = answer.putArray("flows");
    s.flows().forEach(f -> flows.add(flow(f)));
    answer.put("deadLetters", s.deadLetters());
    answer.put("unreadable", s.unreadable());
    return answer;
  }

  ObjectNode change(ChangeFeed.Change change) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("kind", change.kind().name().toLowerCase(Locale.ROOT));
    event.put("key", change.key());
    Object row = change.row();
    if (row instanceof LedgerEntry e) {
      event.set("row", ledger(e));
    } else if (row instanceof RequestStatus r) {
      event.set("row", request(r));
    } else if (row instanceof OfferStatus o) {
      event.set("row", offer(o));
    } else if (row instanceof LedgerView.DisasterFigures d) {
      event.set("row", disaster(d));
    } else if (row instanceof Flow f) {
      event.set("row", flow(f));
    } else if (row instanceof LedgerView.NetworkFigures n) {
      event.set("row", network(n));
    } else if (row instanceof LedgerView.Losses l) {
      event.set(
          "row",
          JsonNodeFactory.instance
              .objectNode()
              .put("deadLetters", l.deadLetters())
              .put("unreadable", l.unreadable()));
    } else {
      event.put("gone", true);
    }
    return event;
  }
}
