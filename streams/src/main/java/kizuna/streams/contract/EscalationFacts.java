package kizuna.streams.contract;

import static kizuna.streams.contract.EnumMapping.list;
import static kizuna.streams.contract.EnumMapping.to;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import kizuna.codes.HazardType;
import kizuna.codes.OperationMode;
import kizuna.codes.RefusalReason;
import kizuna.codes.Role;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequestCancelled;
import kizuna.facts.AidRequestMerged;
import kizuna.facts.AidRequested;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisasterEnded;
import kizuna.facts.DisastersJoined;
import kizuna.facts.EscalatedFrom;
import kizuna.facts.EscalationAnswered;
import kizuna.facts.Fact;
import kizuna.facts.Reporter;
import kizuna.facts.StaffOffered;
import kizuna.schemas.form.FactForm;
import kizuna.streams.matching.EscalationMessage;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Offer;
import kizuna.streams.state.Request;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Translates the escalations of a decision into facts for the logs of networks. Ids and times
 * derive from the cause, so the same decision always gives the same facts.
 */
public final class EscalationFacts {

  private static final Reporter KIZUNA = new Reporter(Role.SYSTEM, "kizuna");
  private static final int LONGEST_ID = 64;

  private EscalationFacts() {}

  public static List<Fact> of(
      String networkId,
      long sequence,
      Instant at,
      OperationMode mode,
      List<EscalationMessage> passed) {
    List<Fact> facts = new ArrayList<>();
    for (EscalationMessage p : passed) {
      UUID eventId =
          UUID.nameUUIDFromBytes(
              (networkId + "/" + sequence + "/" + facts.size()).getBytes(StandardCharsets.UTF_8));
      facts.add(FactForm.envelope(eventId, p.to(), at, at, KIZUNA, mode, body(networkId, p)));
    }
    return facts;
  }

  private static SpecificRecordBase body(String networkId, EscalationMessage p) {
    if (p instanceof EscalationMessage.OfDisaster d) {
      return new DisasterDeclared(
          d.disaster().id(),
          d.disaster().name(),
          to(HazardType.class, d.disaster().hazard()),
          d.disaster().struck().stream().sorted().toList(),
          d.disaster().struckAt(),
          true,
          true);
    } else if (p instanceof EscalationMessage.Joined j) {
      return new DisastersJoined(j.disasterId(), j.into());
    } else if (p instanceof EscalationMessage.Requested a) {
      return asked(networkId, a.request(), a.open());
    } else if (p instanceof EscalationMessage.Amended a) {
      return AidRequestAmended.newBuilder()
          .setRequestId(requestId(networkId, a.requestId()))
          .setFirstDay(a.firstDay())
          .setLastDay(a.lastDay())
          .setNeeds(DailyCounts.toFacts(a.open()))
          .setPriority(a.priority() == null ? null : to(kizuna.codes.Priority.class, a.priority()))
          .setPlace(a.correction().place())
          .setRoute(a.correction().route())
          .setDamage(a.correction().damage())
          .setTaskType(
              a.correction().taskType() == null
                  ? null
                  : to(kizuna.codes.TaskType.class, a.correction().taskType()))
          .setQualifications(
              a.correction().qualifications() == null
                  ? null
                  : list(kizuna.codes.Qualification.class, a.correction().qualifications()))
          .setDisasterId(a.correction().disasterId())
          .build();
    } else if (p instanceof EscalationMessage.Merged m) {
      return new AidRequestMerged(
          requestId(networkId, m.requestId()), requestId(networkId, m.into()));
    } else if (p instanceof EscalationMessage.Corrected d) {
      return corrected(d.correction());
    } else if (p instanceof EscalationMessage.Ended d) {
      return new DisasterEnded(d.disasterId(), false);
    } else if (p instanceof EscalationMessage.Cancelled c) {
      return new AidRequestCancelled(
          requestId(networkId, c.requestId()), to(RefusalReason.class, c.reason()));
    } else if (p instanceof EscalationMessage.UnrequestedAid a) {
      return request(a.request().id(), a.request(), a.request().needs()).build();
    } else if (p instanceof EscalationMessage.AdvanceOffer a) {
      return offer(a.offer());
    } else if (p instanceof EscalationMessage.Answered a) {
      return new EscalationAnswered(a.requestId(), networkId, DailyCounts.toFacts(a.cover()));
    }
    throw new IllegalStateException("expected a known kind of what is passed, but " + p);
  }

  private static DisasterCorrected corrected(
      kizuna.streams.state.Fact.DisasterCorrected correction) {
    return DisasterCorrected.newBuilder()
        .setDisasterId(correction.disasterId())
        .setName(correction.name())
        .setHazard(correction.hazard() == null ? null : to(HazardType.class, correction.hazard()))
        .setStruckAt(correction.struckAt())
        .setAlsoStruck(correction.alsoStruck().stream().sorted().toList())
        .setNotStruck(correction.notStruck().stream().sorted().toList())
        .build();
  }

  private static AidRequested asked(String networkId, Request r, List<DailyCount> open) {
    return request(requestId(networkId, r.id()), r, open)
        .setEscalatedFrom(new EscalatedFrom(networkId, r.id()))
        .build();
  }

  private static AidRequested.Builder request(String id, Request r, List<DailyCount> needs) {
    int most = needs.stream().mapToInt(DailyCount::headCount).max().orElse(1);
    return AidRequested.newBuilder()
        .setRequestId(id)
        .setDisasterId(r.disasterId())
        .setReceiver(r.receiver())
        .setDamage(r.damage())
        .setTaskType(to(kizuna.codes.TaskType.class, r.taskType()))
        .setHeadCount(most)
        .setPlace(r.place())
        .setRoute(r.route())
        .setFirstDay(needs.get(0).days().first())
        .setLastDay(r.period().last())
        .setQualifications(list(kizuna.codes.Qualification.class, r.qualifications()))
        .setPriority(to(kizuna.codes.Priority.class, r.priority()))
        .setTourDays(r.tourDays())
        .setOverlapDays(r.overlapDays())
        .setDocumentation(to(kizuna.codes.Documentation.class, r.documentation()))
        .setNeeds(DailyCounts.toFacts(needs));
  }

  private static StaffOffered offer(Offer o) {
    return StaffOffered.newBuilder()
        .setOfferId(o.id())
        .setLender(o.lender())
        .setDisasterId(o.disasterId())
        .setTaskTypes(list(kizuna.codes.TaskType.class, o.taskTypes()))
        .setQualifications(list(kizuna.codes.Qualification.class, o.qualifications()))
        .setHeadCount(o.headCount())
        .setFirstDay(o.period().first())
        .setLastDay(o.period().last())
        .setAnswersRequestId(o.answersRequestId())
        .build();
  }

  /** The id of this network's request at the next tier. */
  private static String requestId(String networkId, String requestId) {
    String id = networkId + "." + requestId;
    return id.length() <= LONGEST_ID
        ? id
        : "passed-" + UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
  }
}
