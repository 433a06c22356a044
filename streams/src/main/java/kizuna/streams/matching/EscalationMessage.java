package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.List;
import kizuna.streams.state.DailyCount;
import kizuna.streams.state.Disaster;
import kizuna.streams.state.Fact;
import kizuna.streams.state.Offer;
import kizuna.streams.state.Priority;
import kizuna.streams.state.RefusalReason;
import kizuna.streams.state.Request;
import org.jspecify.annotations.Nullable;

/**
 * A message to another network, or to the same one: becomes a fact of that network's log, with this
 * one as its cause.
 */
public sealed interface EscalationMessage {

  /** The network whose log it goes to. */
  String to();

  /** The disaster, so that the network knows it, or knows that it goes on or struck more. */
  record OfDisaster(String to, Disaster disaster) implements EscalationMessage {}

  /** What is open of a request, for the first time. */
  record Requested(String to, Request request, List<DailyCount> open)
      implements EscalationMessage {}

  /** Two disasters that the network knows are one. */
  record Joined(String to, String disasterId, String into) implements EscalationMessage {}

  /**
   * What is open of it now, and what was corrected of it.
   *
   * @param priority that it has now; null: the same as before
   */
  record Amended(
      String to,
      String requestId,
      List<DailyCount> open,
      LocalDate firstDay,
      LocalDate lastDay,
      @Nullable Priority priority,
      Fact.Correction correction)
      implements EscalationMessage {}

  /** Two requests that the network knows ask for the same. */
  record Merged(String to, String requestId, String into) implements EscalationMessage {}

  /** What was declared of a disaster is put right. */
  record Corrected(String to, Fact.DisasterCorrected correction) implements EscalationMessage {}

  /** A disaster is over here; there too, if nobody is asked for in it any more. */
  record Ended(String to, String disasterId) implements EscalationMessage {}

  /** Nothing is asked for it any more. */
  record Cancelled(String to, String requestId, RefusalReason reason)
      implements EscalationMessage {}

  /** A receiver is helped without asking, by a plan: what it would have asked for. */
  record UnrequestedAid(String to, Request request) implements EscalationMessage {}

  /** The staff that goes there first. */
  record AdvanceOffer(String to, Offer offer) implements EscalationMessage {}

  /** What was found for a request that came from there. */
  record Answered(String to, String requestId, List<DailyCount> cover)
      implements EscalationMessage {}
}
