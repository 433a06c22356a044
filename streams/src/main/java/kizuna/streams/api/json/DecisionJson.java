package kizuna.streams.api.json;

import java.util.List;
import java.util.Map;
import kizuna.codes.AccountRole;
import kizuna.codes.NoticeCode;
import kizuna.codes.RejectionCode;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.Reason;
import kizuna.decisions.Rejection;
import kizuna.facts.AccessDenied;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.AvroJson;
import kizuna.streams.explain.ClockSpan;
import kizuna.streams.explain.ExplanationRenderer;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.ledger.model.DeadLetterSummary;
import kizuna.streams.ledger.model.DenialEntry;
import kizuna.streams.ledger.model.Milestone;
import kizuna.streams.ledger.model.NoticeEntry;
import kizuna.streams.rulebook.RulesChangelog;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Decisions and their results: rejections, denials, dead letters, notices, milestones. */
public final class DecisionJson {

  /** The field with which a report confirms unusual values. */
  private static final Map<RejectionCode, String> CONFIRMED_BY =
      Map.of(
          RejectionCode.UNUSUAL_DAY, "confirmedUnusual",
          RejectionCode.LOOKS_LIKE_DRILL, "confirmedUnusual",
          RejectionCode.STRUCK_LONG_AGO, "confirmedUnusual",
          RejectionCode.DISASTER_GOES_ON, "confirmedUnusual",
          RejectionCode.DISASTER_ALREADY_DECLARED, "confirmedNew");

  private final MessageCatalog words;
  private final PlaceNames names;
  private final ExplanationRenderer text;

  DecisionJson(MessageCatalog words, PlaceNames names, ExplanationRenderer text) {
    this.words = words;
    this.names = names;
    this.text = text;
  }

  public ObjectNode rejection(Rejection r) {
    ObjectNode row = AvroJson.write(r);
    row.set("reasons", reasons(r.getReasons()));
    return row;
  }

  public ArrayNode reasons(List<Reason> reasons) {
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

  public ObjectNode denial(DenialEntry d) {
    AccessDenied denied = d.denied();
    AccountRole role = denied.getRole();
    String body = denied.getBody();
    String account =
        denied.getAccount() == null ? words.text("denial.nobody") : denied.getAccount();
    ObjectNode row = AvroJson.write(denied);
    row.put("networkId", d.networkId());
    row.put("at", JapanTime.format(d.at()));
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
   * A dead letter.
   *
   * @param whole adds its content, which is visible only to those who can repair it
   */
  public ObjectNode deadLetter(DeadLetterSummary lost, boolean whole) {
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

  public ObjectNode notice(NoticeEntry n) {
    ObjectNode row = AvroJson.write(n.notice());
    row.put("networkId", n.networkId());
    row.put("sequence", n.sequence());
    row.put("at", JapanTime.format(n.at()));
    row.put("addresseeName", names.municipality(n.notice().getAddressee()));
    row.put("label", words.label(n.notice().getCode()));
    row.put("sentence", text.notice(n.notice()));
    if (n.notice().getCode() == NoticeCode.RULES_ADOPTED) {
      ArrayNode changes = row.putArray("changes");
      RulesChangelog.of(words.language()).changes(n.notice().getCount()).forEach(changes::add);
    }
    return row;
  }

  public ObjectNode milestone(Milestone m) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("at", JapanTime.format(m.at()));
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
}
