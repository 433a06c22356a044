package kizuna.streams.pages;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import kizuna.codes.AccountRole;
import kizuna.codes.Documentation;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.Reason;
import kizuna.decisions.Rejection;
import kizuna.facts.AccessDenied;
import kizuna.schemas.Namespace;
import kizuna.schemas.form.AvroJson;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;
import kizuna.streams.explain.ExplanationText;
import kizuna.streams.explain.Names;
import kizuna.streams.explain.Words;
import kizuna.streams.ledger.Feed;
import kizuna.streams.ledger.LedgerView;
import kizuna.streams.ledger.Meter;
import kizuna.streams.ledger.Page;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows as JSON: the fields of the record under their own names, and beside each code of a
 * municipality or a disaster its name in the caller's language.
 */
final class Rows {

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  private final LedgerView view;
  private final Words words;
  private final Names names;
  private final ExplanationText text;

  Rows(LedgerView view, Words words) {
    this.view = view;
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
  static <R> ObjectNode page(Namespace namespace, Page<R> page, Function<R, ObjectNode> row) {
    ObjectNode answer = answer(namespace);
    answer.setAll(page(page, row));
    return answer;
  }

  static <R> ObjectNode page(Page<R> page, Function<R, ObjectNode> row) {
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
    return new ExplanationText(words, names, id -> view.dispatch(network, id));
  }

  Names names() {
    return names;
  }

  ObjectNode ledger(LedgerEntry e) {
    return AvroJson.write(e)
        .put("lenderName", names.municipality(e.getLender()))
        .put("receiverName", names.municipality(e.getReceiver()))
        .put("disasterName", names.disaster(e.getDisasterId()));
  }

  ObjectNode request(RequestStatus r) {
    ObjectNode row =
        AvroJson.write(r)
            .put("receiverName", names.municipality(r.getReceiver()))
            .put("disasterName", names.disaster(r.getDisasterId()));
    if (r.getDocumentation() == Documentation.ORAL) {
      Instant now = view.clock(r.getNetworkId()).orElse(r.getChangedAt());
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
    row.put("held", m.held());
    row.put("committed", m.committed());
    row.put("inTransit", m.inTransit());
    row.put("onSite", m.onSite());
    row.put("served", m.served());
    row.put("open", m.open());
    row.put("handover", m.handover());
    return row;
  }

  ObjectNode lender(LedgerView.Lender l) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("networkId", l.networkId());
    row.put("lender", l.lender());
    row.put("lenderName", names.municipality(l.lender()));
    row.put("personDays", l.personDays());
    row.put("sharePercent", Math.round(l.share() * 1_000) / 10.0);
    row.put("personsAway", l.away());
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
    return row;
  }

  ObjectNode offer(OfferStatus o) {
    ObjectNode row = AvroJson.write(o).put("lenderName", names.municipality(o.getLender()));
    if (o.getDisasterId() != null) {
      row.put("disasterName", names.disaster(o.getDisasterId()));
    }
    return row;
  }

  ObjectNode disaster(LedgerView.Disaster d) {
    ObjectNode row = AvroJson.write(d.declared()).put("networkId", d.networkId());
    ArrayNode struck = row.putArray("struckNames");
    d.declared().getStruck().forEach(code -> struck.add(names.municipality(code)));
    return row;
  }

  ObjectNode network(LedgerView.NetworkFigures n) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("networkId", n.networkId());
    row.put("name", n.name());
    row.put("requests", n.sums().requests());
    row.put("openRequests", n.sums().openRequests());
    row.put("requestedPersonDays", n.sums().requestedPersonDays());
    row.put("coveredPersonDays", n.sums().coveredPersonDays());
    row.put("openPersonDays", n.sums().openPersonDays());
    row.put("dispatches", n.sums().dispatches());
    row.put("proposed", n.sums().proposed());
    row.put("confirmed", n.sums().confirmed());
    row.put("inTransit", n.sums().inTransit());
    row.put("onSite", n.sums().onSite());
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
                    .put("personDays", load.getPersonDays()));
    return row;
  }

  ObjectNode rejection(Rejection r) {
    ObjectNode row = AvroJson.write(r);
    row.set("reasons", reasons(r.getReasons()));
    return row;
  }

  ArrayNode reasons(List<Reason> reasons) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    reasons.forEach(r -> list.add(AvroJson.write(r).put("sentence", text.reason(r))));
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
  ObjectNode lost(LedgerView.LostReport lost, Words words, boolean whole) {
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
    answer.set("ledger", page(s.ledger(), this::ledger));
    answer.put("deadLetters", s.deadLetters());
    answer.put("unreadable", s.unreadable());
    return answer;
  }

  ObjectNode change(Feed.Change change) {
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
    } else if (row instanceof LedgerView.Disaster d) {
      event.set("row", disaster(d));
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
