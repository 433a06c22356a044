package kizuna.streams.api.json;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Function;
import kizuna.codes.AgreementState;
import kizuna.schemas.JapanTime;
import kizuna.schemas.form.AvroJson;
import kizuna.streams.explain.MessageCatalog;
import kizuna.streams.explain.PlaceNames;
import kizuna.streams.ledger.model.ContactTestEntry;
import kizuna.streams.ledger.model.LessonEntry;
import kizuna.streams.ledger.model.PartnerEntry;
import kizuna.streams.ledger.model.PartyAgreement;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Preparedness of partners: lessons, contact tests and readiness. */
public final class PreparednessJson {

  /** Days for which a contact counts: contact tests are quarterly. */
  private static final int CONTACT_DAYS = 100;

  private final MessageCatalog words;
  private final PlaceNames names;
  private final Function<String, Optional<Instant>> clock;

  PreparednessJson(
      MessageCatalog words, PlaceNames names, Function<String, Optional<Instant>> clock) {
    this.words = words;
    this.names = names;
    this.clock = clock;
  }

  public ObjectNode lesson(LessonEntry l) {
    ObjectNode row =
        AvroJson.write(l.lesson())
            .put("networkId", l.networkId())
            .put("ownerName", names.municipality(l.lesson().getOwnerBody()))
            .put("since", JapanTime.format(l.since()))
            .put("open", l.closedAt() == null)
            .put(
                "overdue",
                l.closedAt() == null
                    && l.lesson().getDueOn().isBefore(today(l.networkId(), l.since())));
    if (l.lesson().getBody() != null) {
      row.put("bodyName", names.municipality(l.lesson().getBody()));
    }
    if (l.lesson().getTaskType() != null) {
      row.put("taskLabel", words.label(l.lesson().getTaskType()));
    }
    if (l.closedAt() != null) {
      row.put("closedAt", JapanTime.format(l.closedAt()));
    }
    if (l.closed() != null) {
      row.put("closedByRun", l.closed().getRun());
      row.put("closedByObjective", l.closed().getObjective());
    }
    return row;
  }

  public ObjectNode contactTest(ContactTestEntry t) {
    ObjectNode row =
        AvroJson.write(t.test())
            .put("networkId", t.networkId())
            .put("sentByName", names.municipality(t.test().getSentBy()))
            .put("sentAt", JapanTime.format(t.sentAt()))
            .put("inTime", t.inTime());
    ArrayNode answers = row.putArray("answers");
    for (ContactTestEntry.Answer a : t.answers()) {
      ObjectNode answer =
          answers.addObject().put("body", a.body()).put("bodyName", names.municipality(a.body()));
      if (a.answeredAt() != null) {
        long minutes = Duration.between(t.sentAt(), a.answeredAt()).toMinutes();
        answer
            .put("answeredAt", JapanTime.format(a.answeredAt()))
            .put("minutes", minutes)
            .put("inTime", minutes <= t.test().getWithinMinutes());
      }
    }
    return row;
  }

  /**
   * A partner, and what it lacks to be ready.
   *
   * @param own code of the body that has this partner
   * @param agreement how an agreement is written
   */
  public ObjectNode partner(
      String own, PartnerEntry p, Function<PartyAgreement, ObjectNode> agreement, ObjectNode row) {
    String network = p.agreements().isEmpty() ? "" : p.agreements().get(0).status().getNetworkId();
    LocalDate today =
        p.agreements().isEmpty()
            ? LocalDate.EPOCH
            : today(network, p.agreements().get(0).status().getChangedAt());
    row.put("code", p.code()).put("name", names.municipality(p.code())).put("direct", p.direct());
    LocalDate confirmed = p.confirmedUntil(own);
    row.put("plansConfirmedUntil", confirmed == null ? null : confirmed.toString());
    row.put("lastContact", p.lastContact() == null ? null : JapanTime.format(p.lastContact()));
    row.put("unanswered", p.unanswered());
    boolean inForce =
        p.agreements().stream().anyMatch(a -> a.status().getState() == AgreementState.IN_FORCE);
    boolean plans = confirmed != null && !confirmed.isBefore(today);
    boolean contact =
        p.lastContact() != null
            && !JapanTime.dayOf(p.lastContact()).isBefore(today.minusDays(CONTACT_DAYS));
    boolean lessons = p.lessons().stream().noneMatch(l -> l.lesson().getDueOn().isBefore(today));
    ArrayNode missing = row.putArray("missing");
    lacks(missing, inForce, "agreement");
    lacks(missing, plans, "plans");
    lacks(missing, contact, "contact");
    lacks(missing, lessons, "lessons");
    row.put("ready", missing.isEmpty());
    ArrayNode agreements = row.putArray("agreements");
    p.agreements().forEach(a -> agreements.add(agreement.apply(a)));
    ArrayNode open = row.putArray("lessons");
    p.lessons().forEach(l -> open.add(lesson(l)));
    return row;
  }

  private static void lacks(ArrayNode missing, boolean has, String what) {
    if (!has) {
      missing.add(what);
    }
  }

  private LocalDate today(String network, Instant otherwise) {
    return JapanTime.dayOf(clock.apply(network).orElse(otherwise));
  }
}
