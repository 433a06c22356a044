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

  /** The network that receives it. */
  String to();

  /** The disaster, if the network has not got it, or if it is reopened or struck more. */
  record OfDisaster(String to, Disaster disaster) implements EscalationMessage {}

  /** The open need of a request, for the first time. */
  record Requested(String to, Request request, List<DailyCount> open)
      implements EscalationMessage {}

  /** Two of the network's disasters are one. */
  record Joined(String to, String disasterId, String into) implements EscalationMessage {}

  /**
   * The open need now, and corrections.
   *
   * @param priority the present priority; null: unchanged
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

  /** Two requests of the network are for the same need. */
  record Merged(String to, String requestId, String into) implements EscalationMessage {}

  /** A correction of a declared disaster. */
  record Corrected(String to, Fact.DisasterCorrected correction) implements EscalationMessage {}

  /** A disaster is over here; there too, if no request is open in it. */
  record Ended(String to, String disasterId) implements EscalationMessage {}

  /** Its need has ended. */
  record Cancelled(String to, String requestId, RefusalReason reason)
      implements EscalationMessage {}

  /** Help for a receiver without a request, by a plan: the request it would have made. */
  record UnrequestedAid(String to, Request request) implements EscalationMessage {}

  /** The offer of the advance party. */
  record AdvanceOffer(String to, Offer offer) implements EscalationMessage {}

  /** The cover found for a request from that network. */
  record Answered(String to, String requestId, List<DailyCount> cover)
      implements EscalationMessage {}
}
