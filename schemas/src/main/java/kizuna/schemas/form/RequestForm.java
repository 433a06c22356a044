package kizuna.schemas.form;

import java.time.LocalDate;
import java.util.List;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequestCancelled;
import kizuna.facts.AidRequestDocumented;
import kizuna.facts.AidRequestMerged;
import kizuna.facts.AidRequested;
import kizuna.facts.DailyCount;
import kizuna.facts.EscalationAnswered;
import org.jspecify.annotations.Nullable;

/** The form of reports about aid requests (応援要請). */
final class RequestForm {

  private static final int MAX_DAILY_COUNTS = 366;
  private static final int LONGEST_OVERLAP_DAYS = 14;

  private RequestForm() {}

  static void documented(AidRequestDocumented b, FieldChecks checks) {
    checks.id("requestId", b.getRequestId());
    checks.text("documentNumber", b.getDocumentNumber());
  }

  static void cancelled(AidRequestCancelled b, FieldChecks checks) {
    checks.id("requestId", b.getRequestId());
  }

  static void merged(AidRequestMerged b, FieldChecks checks) {
    boolean ids = checks.id("requestId", b.getRequestId());
    ids &= checks.id("into", b.getInto());
    if (ids && b.getInto().equals(b.getRequestId())) {
      checks.wrong(
          "into", FormRule.ANOTHER, "another request than " + b.getRequestId(), "the same");
    }
  }

  static void answered(EscalationAnswered b, FieldChecks checks) {
    checks.id("requestId", b.getRequestId());
    checks.id("by", b.getBy());
    daily("cover", b.getCover(), checks);
  }

  static void requested(AidRequested b, FieldChecks checks) {
    checks.id("requestId", b.getRequestId());
    checks.id("disasterId", b.getDisasterId());
    checks.code("receiver", b.getReceiver());
    checks.text("damage", b.getDamage());
    checks.text("place", b.getPlace());
    checks.text("route", b.getRoute());
    boolean headCount = checks.range("headCount", b.getHeadCount(), 1, FieldChecks.MAX_PERSONS);
    tour(b, checks);
    checks.size("qualifications", b.getQualifications().size(), 0);
    boolean period = checks.period(b.getFirstDay(), b.getLastDay());
    boolean needs = daily("needs", b.getNeeds(), checks);
    if (needs && !b.getNeeds().isEmpty()) {
      if (period) {
        within(b.getFirstDay(), b.getLastDay(), b.getNeeds(), checks);
      }
      if (headCount && b.getHeadCount() != most(b.getNeeds())) {
        checks.wrong(
            "headCount",
            FormRule.MOST_OF_NEEDS,
            most(b.getNeeds()) + " (the most of needs)",
            Integer.toString(b.getHeadCount()),
            most(b.getNeeds()),
            b.getHeadCount());
      }
    }
    if (b.getEscalatedFrom() != null) {
      checks.id("escalatedFrom.networkId", b.getEscalatedFrom().getNetworkId());
      checks.id("escalatedFrom.requestId", b.getEscalatedFrom().getRequestId());
    }
  }

  private static void tour(AidRequested b, FieldChecks checks) {
    int overlap = b.getOverlapDays();
    boolean right = checks.range("tourDays", b.getTourDays(), 1, FieldChecks.LONGEST_PERIOD_DAYS);
    right &= checks.range("overlapDays", overlap, 0, LONGEST_OVERLAP_DAYS);
    // A request for tours of one day that leaves out the overlap gets the default of one, and
    // so does every such request in the logs of version 1: it must stay readable.
    if (right && overlap >= b.getTourDays() && overlap > 1) {
      checks.wrong(
          "overlapDays",
          FormRule.OVERLAP_TOO_LONG,
          "less than tourDays (" + b.getTourDays() + ")",
          Integer.toString(overlap),
          b.getTourDays(),
          overlap);
    }
  }

  static void amended(AidRequestAmended b, FieldChecks checks) {
    checks.id("requestId", b.getRequestId());
    if (b.getHeadCount() == null
        && b.getNeeds() == null
        && b.getFirstDay() == null
        && b.getLastDay() == null
        && b.getPriority() == null
        && b.getPlace() == null
        && b.getRoute() == null
        && b.getDamage() == null
        && b.getTaskType() == null
        && b.getQualifications() == null
        && b.getDisasterId() == null) {
      checks.wrong(
          "the amendment",
          FormRule.NOTHING_CHANGED,
          "headCount, needs, firstDay, lastDay, priority, place, route, damage, taskType,"
              + " qualifications or disasterId",
          "none of them");
    }
    text("place", b.getPlace(), checks);
    text("route", b.getRoute(), checks);
    text("damage", b.getDamage(), checks);
    if (b.getQualifications() != null) {
      checks.size("qualifications", b.getQualifications().size(), 0);
    }
    if (b.getDisasterId() != null) {
      checks.id("disasterId", b.getDisasterId());
    }
    if (b.getHeadCount() != null) {
      checks.range("headCount", b.getHeadCount(), 1, FieldChecks.MAX_PERSONS);
    }
    if (b.getNeeds() != null) {
      needs(b.getNeeds(), b.getHeadCount(), checks);
    }
    if (b.getFirstDay() != null) {
      checks.date("firstDay", b.getFirstDay());
    }
    if (b.getLastDay() != null) {
      checks.date("lastDay", b.getLastDay());
    }
    if (!checks.bySystem()) {
      requirePersons(b, checks);
    }
  }

  private static void text(String path, @Nullable String corrected, FieldChecks checks) {
    if (corrected != null) {
      checks.text(path, corrected);
    }
  }

  /** New needs determine the head-count: their maximum. */
  private static void needs(
      List<DailyCount> needs, @Nullable Integer headCount, FieldChecks checks) {
    if (headCount != null) {
      checks.wrong("needs", FormRule.NEEDS_OR_COUNT, "either needs or headCount", "both");
    }
    daily("needs", needs, checks);
  }

  /**
   * A desk without need cancels its request; a network that passed a request on may have no need
   * for now.
   */
  private static void requirePersons(AidRequestAmended b, FieldChecks checks) {
    if (b.getNeeds() != null && !b.getNeeds().isEmpty() && most(b.getNeeds()) == 0) {
      checks.wrong("needs", FormRule.NOBODY_NEEDED, "somebody on some day", "0 on every day");
    }
  }

  private static boolean daily(String path, List<DailyCount> days, FieldChecks checks) {
    if (!checks.size(path, days.size(), 0, MAX_DAILY_COUNTS)) {
      return false;
    }
    boolean right = true;
    for (int i = 0; i < days.size(); i++) {
      DailyCount one = days.get(i);
      String at = path + "[" + i + "].";
      right &= checks.date(at + "firstDay", one.getFirstDay());
      right &= checks.date(at + "lastDay", one.getLastDay());
      right &= checks.range(at + "headCount", one.getHeadCount(), 0, FieldChecks.MAX_PERSONS);
      if (one.getLastDay().isBefore(one.getFirstDay())) {
        right =
            checks.wrong(
                at + "lastDay",
                FormRule.DAY_FROM,
                "a day from " + one.getFirstDay() + " on",
                one.getLastDay().toString(),
                one.getFirstDay(),
                one.getLastDay());
      }
      if (i > 0 && !one.getFirstDay().isAfter(days.get(i - 1).getLastDay())) {
        right =
            checks.wrong(
                at + "firstDay",
                FormRule.DAY_AFTER,
                "a day after " + days.get(i - 1).getLastDay() + ", the last day before it",
                one.getFirstDay().toString(),
                days.get(i - 1).getLastDay(),
                one.getFirstDay());
      }
    }
    return right;
  }

  private static void within(
      LocalDate first, LocalDate last, List<DailyCount> needs, FieldChecks checks) {
    for (int i = 0; i < needs.size(); i++) {
      DailyCount one = needs.get(i);
      String expected = "a day of the period from " + first + " to " + last;
      if (one.getFirstDay().isBefore(first)) {
        checks.wrong(
            "needs[" + i + "].firstDay",
            FormRule.DAY_RANGE,
            expected,
            one.getFirstDay().toString(),
            first,
            last,
            one.getFirstDay());
      }
      if (one.getLastDay().isAfter(last)) {
        checks.wrong(
            "needs[" + i + "].lastDay",
            FormRule.DAY_RANGE,
            expected,
            one.getLastDay().toString(),
            first,
            last,
            one.getLastDay());
      }
    }
  }

  private static int most(List<DailyCount> days) {
    return days.stream().mapToInt(DailyCount::getHeadCount).max().orElse(0);
  }
}
