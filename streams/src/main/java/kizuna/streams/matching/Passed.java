package kizuna.streams.matching;

import java.time.LocalDate;
import java.util.List;
import kizuna.streams.books.DailyCount;
import kizuna.streams.books.Disaster;
import kizuna.streams.books.Fact;
import kizuna.streams.books.RefusalReason;
import kizuna.streams.books.Request;

/**
 * What a decision tells another network: a fact of that network's log, with this one as its cause.
 */
public sealed interface Passed {

  /** The network whose log it goes to. */
  String to();

  /** The disaster, so that the network knows it. */
  record OfDisaster(String to, Disaster disaster) implements Passed {}

  /** What is open of a request, for the first time. */
  record Asked(String to, Request request, List<DailyCount> open) implements Passed {}

  /** Two disasters that the network knows are one. */
  record Joined(String to, String disasterId, String into) implements Passed {}

  /** What is open of it now, and what was corrected of it. */
  record Amended(
      String to,
      String requestId,
      List<DailyCount> open,
      LocalDate firstDay,
      LocalDate lastDay,
      Fact.Correction correction)
      implements Passed {}

  /** Nothing is asked for it any more. */
  record Cancelled(String to, String requestId, RefusalReason reason) implements Passed {}

  /** What was found for a request that came from there. */
  record Answered(String to, String requestId, List<DailyCount> cover) implements Passed {}
}
