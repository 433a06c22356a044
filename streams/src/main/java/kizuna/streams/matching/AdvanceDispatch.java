package kizuna.streams.matching;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kizuna.streams.state.AdvanceParty;
import kizuna.streams.state.Agreement;
import kizuna.streams.state.AgreementState;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Documentation;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Offer;
import kizuna.streams.state.Period;
import kizuna.streams.state.Priority;
import kizuna.streams.state.Request;
import kizuna.streams.state.StagedState;
import org.jspecify.annotations.Nullable;

/**
 * Help that does not wait for a request (即時応援). If an agreement in force names the lender that goes
 * first (事前割当), a disaster that strikes the receiver makes a request and the offer that answers it.
 * Both become facts of the same log, and are matched, confirmed and ended as all others. A struck
 * lender does not go.
 */
final class AdvanceDispatch {

  private AdvanceDispatch() {}

  /** Adds the consequences of a fact about a disaster. */
  static void after(StagedState state, Fact fact, List<EscalationMessage> passed) {
    String id =
        fact instanceof Fact.DisasterDeclared f
            ? f.disaster().id()
            : fact instanceof Fact.DisasterCorrected f ? f.disasterId() : null;
    Disaster disaster = id == null ? null : state.register().disaster(id);
    if (disaster == null) {
      return;
    }
    Disaster before = state.network().register().disaster(disaster.id());
    for (String receiver : newlyStruck(before, disaster)) {
      for (Agreement agreement : state.register().agreementsFor(receiver)) {
        if (agreement.state(state.today()) == AgreementState.IN_FORCE
            && agreement.covers(disaster.hazard())) {
          of(state, agreement, disaster, receiver, passed);
        }
      }
    }
  }

  private static Set<String> newlyStruck(@Nullable Disaster before, Disaster now) {
    Set<String> struck = new TreeSet<>(now.struck());
    if (before != null) {
      struck.removeAll(before.struck());
    }
    return struck;
  }

  private static void of(
      StagedState state,
      Agreement agreement,
      Disaster disaster,
      String receiver,
      List<EscalationMessage> passed) {
    String network = state.network().id();
    for (int i = 0; i < agreement.advanceParties().size(); i++) {
      AdvanceParty party = agreement.advanceParties().get(i);
      String id = AdvanceParty.requestId(network, agreement.id(), i, disaster.id());
      if (party.receiver().equals(receiver)
          && agreement.covers(party.taskType())
          && !state.register().isStruck(party.lender())
          && state.request(id) == null) {
        LocalDate first = state.today().plusDays(agreement.travelDays());
        Period work = new Period(first, first.plusDays(party.days() - 1L));
        Request request = request(id, party, agreement, disaster, work);
        Period away = new Period(state.today(), work.last().plusDays(agreement.travelDays()));
        passed.add(new EscalationMessage.UnrequestedAid(network, request));
        passed.add(
            new EscalationMessage.AdvanceOffer(
                network, offer(AdvanceParty.offerId(id), party, disaster, away, id)));
      }
    }
  }

  private static Request request(
      String id, AdvanceParty party, Agreement agreement, Disaster disaster, Period work) {
    return new Request(
        id,
        disaster.id(),
        party.receiver(),
        party.purpose(),
        party.taskType(),
        List.of(new DailyCount(work, party.headCount())),
        party.place(),
        party.route(),
        work,
        Set.of(),
        Priority.URGENT,
        null,
        party.days() + 2 * agreement.travelDays(),
        0,
        Documentation.UNREQUESTED,
        null,
        Instant.EPOCH,
        0,
        null,
        Request.End.NONE,
        null,
        null,
        null,
        null,
        List.of());
  }

  private static Offer offer(
      String id, AdvanceParty party, Disaster disaster, Period away, String requestId) {
    return new Offer(
        id,
        party.lender(),
        disaster.id(),
        Set.of(party.taskType()),
        Set.of(),
        party.headCount(),
        away,
        requestId,
        Offer.End.NONE);
  }
}
