package kizuna.streams.explain;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.codes.Role;
import kizuna.decisions.Days;
import kizuna.decisions.Need;
import kizuna.decisions.NextAct;
import kizuna.decisions.Reason;
import kizuna.facts.DailyCount;
import kizuna.schemas.form.FormerMunicipality;
import org.jspecify.annotations.Nullable;

/**
 * One reason of a "no" as a sentence with what is possible instead: made from the reason's fields
 * alone. If a code has several kinds, the fields that are set determine the kind.
 */
final class ReasonText {

  private final Localization localization;
  private final MessageCatalog words;

  ReasonText(Localization localization) {
    this.localization = localization;
    this.words = localization.words();
  }

  String sentence(Reason r) {
    String sentence = isRecorded(r) ? recorded(r) : said(r);
    return switch (r.getCode()) {
      // The sentence already names the owner, or says that nothing more is reported.
      case NOT_YOURS, ARCHIVED -> sentence;
      case UNKNOWN_DISPATCH,
          UNKNOWN_REQUEST,
          UNKNOWN_OFFER,
          UNKNOWN_AGREEMENT,
          UNKNOWN_OVERRIDE,
          UNKNOWN_LESSON ->
          next(
              sentence,
              r.getState() == null && r.getNext().size() == 1 ? "why.next.corrected" : "why.next",
              r);
      default -> next(sentence, "why.next", r);
    };
  }

  private String next(String sentence, String key, Reason r) {
    return r.getNext().isEmpty() ? sentence : words.sentence(key, sentence, next(r.getNext()));
  }

  /** Whether rules version 5 or earlier wrote it: then the recorded text is shown. */
  private static boolean isRecorded(Reason r) {
    return !r.getExpected().isEmpty() || !r.getActual().isEmpty();
  }

  private String recorded(Reason r) {
    return words.sentence(
        "why.recorded.reason",
        r.getSubject(),
        words.label(r.getCode()),
        r.getExpected(),
        r.getActual());
  }

  private String said(Reason r) {
    return switch (r.getCode()) {
      case WRONG_MODE,
          NETWORK_NOT_FORMED,
          NETWORK_ALREADY_FORMED,
          ALREADY_EXISTS,
          ALREADY_DOCUMENTED,
          EXTENSION_NOT_ASKED,
          DISASTER_NOT_OVER,
          NOBODY_STRUCK,
          TOO_MANY_LESSONS,
          LESSON_OF_THAT_RUN,
          ARCHIVED ->
          of(r, "");
      case SAME_ID_OTHER_CONTENT -> of(r, "", String.valueOf(r.getFound()));
      case NOT_YOURS ->
          r.getOffices().isEmpty()
              ? of(r, ".nobody", "", localization.office(r.getReporter()))
              : of(
                  r,
                  "",
                  r.getOffices().stream()
                      .map(localization::office)
                      .collect(Collectors.joining(words.text("why.or"))),
                  localization.office(r.getReporter()));
      case UNKNOWN_DISASTER,
          UNKNOWN_ASSOCIATION,
          UNKNOWN_LENDER,
          UNKNOWN_AGREEMENT,
          UNKNOWN_DISPATCH,
          UNKNOWN_OVERRIDE,
          UNKNOWN_LESSON,
          UNKNOWN_CONTACT_TEST ->
          of(r, "", named(r.getIds()));
      case UNKNOWN_MUNICIPALITY -> of(r, "", named(r.getIds()) + successorNote(r.getIds()));
      case UNKNOWN_REQUEST, UNKNOWN_OFFER ->
          of(
              r,
              r.getState() == null ? "" : ".over",
              named(r.getIds()),
              localization.state(r.getState()));
      case UNKNOWN_COUNTERPART ->
          words.sentence(
              "RejectionCode.UNKNOWN_COUNTERPART.reason",
              localization.named(r.getSubject()),
              named(r.getIds()),
              disaster(r.getOther()));
      case ILLEGAL_TRANSITION, REQUEST_OVER, OFFER_OVER, OFFER_PROMISED ->
          of(
              r,
              "",
              localization.list(r.getLegal().stream().map(localization::state)),
              localization.state(r.getState()));
      case PERIOD_PAST ->
          of(r, r.getDay() == null ? ".nobody" : "", from(r.getDays()), day(r.getDay()));
      case NOTICE_TOO_SHORT, STRUCK_LONG_AGO, RECORDED_LONG_AGO ->
          of(r, "", from(r.getDays()), day(r.getDay()));
      case PERIOD_INVALID, UNUSUAL_DAY ->
          of(r, "", localization.days(r.getDays()), day(r.getDay()));
      case VERSION_NOT_NEWER ->
          of(r, "", String.valueOf(r.getWanted()), String.valueOf(r.getFound()));
      case AGREEMENT_NOT_IN_FORCE -> notInForce(r);
      case TOUR_TOO_LONG -> of(r, "", r.getWanted(), r.getFound(), other(r));
      case REQUEST_MERGED, DISASTER_ALREADY_JOINED, NOT_ESCALATED -> of(r, "", other(r));
      case CONFIRMED_ELSEWHERE -> of(r, "", other(r), r.getFound());
      case NOT_THE_SAME_NEED -> of(r, "", need(r.getNeeds(), 0), other(r), need(r.getNeeds(), 1));
      case DISASTER_ALREADY_DECLARED -> of(r, "", other(r), r.getName());
      case LOOKS_LIKE_DRILL -> of(r, "", "", r.getName());
      case TOO_MUCH_TO_JOIN -> of(r, "", r.getWanted(), r.getFound());
      case BELOW_COMMITTED -> of(r, "", r.getWanted(), r.getFound(), day(r.getDay()));
      case CAPACITY_TAKEN ->
          of(
              r,
              r.getDays() != null ? ".offerEnds" : whose(r),
              r.getWanted(),
              r.getFound(),
              day(r.getDay()),
              other(r),
              r.getLimit(),
              localization.days(r.getDays()));
      case TASK_OUTSIDE_AGREEMENT ->
          of(
              r,
              "",
              localization.labels(r.getTaskTypes()),
              localization.label(r.getTaskType()),
              other(r));
      case LENDER_LIMIT_EXCEEDED -> limitExceeded(r);
      case OVERRIDE_INCOMPLETE -> of(r, "", localization.label(r.getOverrideKind()));
      case RULE_NOT_WAIVABLE ->
          of(r, "", localization.list(r.getRules().stream().map(Enum::name)), r.getRule());
      case STRUCK_BY_OTHERS ->
          of(
              r,
              "",
              localization.list(r.getOffices().stream().map(localization::office)),
              named(r.getIds()));
      case NOTHING_TO_RETRACT -> nothingToRetract(r);
      case GIVEN_TO_OTHERS ->
          of(
              r,
              whose(r),
              r.getWanted(),
              localization.list(r.getIds().stream()),
              day(r.getDay()),
              other(r),
              r.getLimit());
      case DISASTER_GOES_ON -> of(r, "", r.getWanted(), r.getFound());
      case DISASTER_OVER -> of(r, "", other(r), day(r.getDay()));
      case LENDER_ALREADY_JOINED, LAST_LENDER -> of(r, "", "", named(List.of(r.getSubject())));
      case LENDER_STRUCK -> of(r, "", "", named(r.getIds()));
      case UNKNOWN -> of(r, "");
    };
  }

  private String of(Reason r, String kind, @Nullable Object... facts) {
    @Nullable Object[] gaps = Stream.concat(Stream.of(r.getSubject()), Stream.of(facts)).toArray();
    return words.sentence("RejectionCode." + r.getCode() + ".reason" + kind, gaps);
  }

  private String notInForce(Reason r) {
    if (r.getState() != null) {
      return of(r, ".suspended", other(r));
    } else if (!r.getIds().isEmpty()) {
      return of(r, ".unbound", other(r), named(r.getIds()));
    } else if (r.getHazard() != null) {
      return of(r, ".cover", other(r), localization.label(r.getHazard()));
    } else if (r.getTaskType() != null) {
      return of(r, ".cover", other(r), localization.label(r.getTaskType()));
    } else if (r.getWanted() != null) {
      return of(r, ".tour", other(r), r.getWanted(), r.getFound());
    }
    return of(r, "", other(r), localization.days(r.getDays()), day(r.getDay()));
  }

  private String limitExceeded(Reason r) {
    DailyCount offered = r.getOffered();
    String days =
        offered == null
            ? localization.none()
            : localization.days(offered.getFirstDay(), offered.getLastDay());
    int persons = offered == null ? 0 : offered.getHeadCount();
    return of(
        r,
        r.getNextFree() == null ? "" : ".later",
        r.getLimit(),
        persons,
        days,
        localization.days(r.getNextFree()));
  }

  private String nothingToRetract(Reason r) {
    String kind = r.getState() != null ? ".lapsed" : r.getLastAct() == null ? ".none" : "";
    return of(r, kind, localization.label(r.getAct()), localization.label(r.getLastAct()));
  }

  /** Days of the request, people of an offer, or room within a limit. */
  private static String whose(Reason r) {
    return r.getLimit() != null ? ".limit" : r.getOther() != null ? ".offer" : "";
  }

  private String named(List<String> ids) {
    return localization.list(ids.stream().map(localization::named));
  }

  private static String other(Reason r) {
    return Objects.requireNonNullElse(r.getOther(), "");
  }

  private String disaster(@Nullable String id) {
    return id == null ? localization.none() : localization.names().disaster(id);
  }

  private String day(@Nullable LocalDate day) {
    return day == null ? localization.none() : localization.day(day);
  }

  private String from(@Nullable Days days) {
    return days == null ? localization.none() : localization.day(days.getFirst());
  }

  private String need(List<Need> needs, int which) {
    if (needs.size() <= which) {
      return localization.none();
    }
    Need need = needs.get(which);
    return localization.list(
        Stream.concat(
            Stream.of(
                localization.named(need.getReceiver()),
                localization.names().disaster(need.getDisasterId()),
                words.label(need.getTaskType())),
            need.getQualifications().stream().map(words::label)));
  }

  /** The successor municipalities of former codes. */
  private String successorNote(List<String> codes) {
    return codes.stream()
        .flatMap(code -> FormerMunicipality.of(code).stream())
        .map(
            former ->
                words.sentence(
                    "why.livesOn",
                    former.name(),
                    former.successors().stream()
                        .map(this::nameAndCode)
                        .collect(Collectors.joining(words.text("why.miss.separator")))))
        .collect(Collectors.joining());
  }

  private String nameAndCode(String code) {
    String name = localization.names().municipality(code);
    return name.equals(code) ? code : name + " " + code;
  }

  private String next(List<NextAct> acts) {
    return acts.stream()
        .map(
            act ->
                act.getRole() == Role.SYSTEM
                    ? words.sentence("why.next.system", words.label(act.getKind()))
                    : words.sentence(
                        "why.next.act",
                        words.label(act.getKind()),
                        words.label(act.getRole()),
                        localization.names().municipality(act.getBody())))
        .collect(Collectors.joining(words.text("why.histogram.separator")));
  }
}
