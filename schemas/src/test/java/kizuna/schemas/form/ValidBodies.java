package kizuna.schemas.form;

import java.util.Map;
import kizuna.codes.FactKind;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A body of each kind that is right in form: what tests then make wrong in one place. */
public final class ValidBodies {

  private static final Map<FactKind, String> JSON =
      Map.ofEntries(
          Map.entry(
              FactKind.NETWORK_FORMED,
              """
              {"name": "東京23区", "lenders": ["131041", "131059"], "holdMinutes": 720,
               "lifeSafetyHoldMinutes": 60, "priorityClassHours": 72, "tier": "AGREEMENT",
               "escalatesTo": "kanto", "escalateAfterMinutes": 720,
               "lifeSafetyEscalateAfterMinutes": 30}"""),
          Map.entry(
              FactKind.MUNICIPALITIES_LISTED,
              """
              {"municipalities": [{"code": "131041", "name": "新宿区", "kana": "しんじゅくく",
               "romaji": "Shinjuku", "kind": "SPECIAL_WARD", "latitude": 35.6938,
               "longitude": 139.7034}], "source": "総務省 全国地方公共団体コード"}"""),
          Map.entry(
              FactKind.ASSOCIATION_LISTED,
              """
              {"associationId": "hokkaido-choson-kai", "name": "北海道町村会", "members": ["172049"],
               "source": "協定一覧"}"""),
          Map.entry(
              FactKind.AGREEMENT_SIGNED,
              """
              {"agreementId": "tokyo23-wajima", "version": 1, "title": "災害時相互応援協定",
               "lenders": [], "receivers": ["172049"], "associations": ["hokkaido-choson-kai"],
               "hazards": ["EARTHQUAKE"], "taskTypes": ["SHELTER_OPERATION"],
               "headCountLimit": 40, "longestTourDays": 8, "costBearer": "RECEIVER",
               "validFrom": "2015-04-01", "validTo": "2025-03-31", "source": "協定書",
               "certainty": "ILLUSTRATIVE", "lenderAssociations": ["tokyo-shicho-kai"],
               "travelDays": 1, "recallNoticeDays": 3,
               "advanceParties": [{"lender": "131041", "receiver": "172049", "taskType": "SHELTER_OPERATION",
                 "headCount": 2, "days": 5, "place": "市役所", "route": "のと里山海道", "purpose": "先遣隊"}]}"""),
          Map.entry(
              FactKind.PLAN_CONFIRMED,
              """
              {"agreementId": "tokyo23-wajima", "confirmedBy": "131041", "validTo": "2024-12-31"}"""),
          Map.entry(
              FactKind.AGREEMENT_ENDED,
              """
              {"agreementId": "tokyo23-wajima", "lastDay": "2024-12-31"}"""),
          Map.entry(
              FactKind.DISASTER_DECLARED,
              """
              {"disasterId": "noto-2024", "name": "令和6年能登半島地震", "hazard": "EARTHQUAKE",
               "struck": ["172049", "172057"], "struckAt": "2024-01-01T16:10:00+09:00",
               "confirmedNew": true, "confirmedUnusual": false}"""),
          Map.entry(
              FactKind.LESSON_RECORDED,
              """
              {"lessonId": "les-1", "text": "集合場所を要請時に書く", "origin": "noto-2024-1",
               "facts": ["tokyo23 #412"], "agreementId": "tokyo23-wajima", "body": "172049",
               "taskType": "SHELTER_OPERATION", "ownerBody": "172049",
               "ownerOffice": "防災対策課", "dueOn": "2025-03-31", "testedBy": "noto-2024"}"""),
          Map.entry(
              FactKind.LESSON_CLOSED,
              """
              {"lessonId": "les-1", "ownerBody": "172049", "run": "noto-2024-2",
               "objective": "reception-ready"}"""),
          Map.entry(
              FactKind.CONTACT_TEST_SENT,
              """
              {"testId": "con-1", "sentBy": "131041", "askedBodies": ["172049", "172057"],
               "withinMinutes": 120}"""),
          Map.entry(
              FactKind.CONTACT_TEST_ANSWERED,
              """
              {"testId": "con-1", "answeredBy": "172049"}"""),
          Map.entry(
              FactKind.DUTY_DESK_PUBLISHED,
              """
              {"body": "172049", "office": "防災対策課", "phone": "0768-22-2211",
               "secondPhone": "+81 768 22 2212 ext. 12", "remark": "夜間は代表番号から"}"""),
          Map.entry(
              FactKind.AID_REQUESTED,
              """
              {"requestId": "req-1", "disasterId": "noto-2024", "receiver": "172049",
               "damage": "家屋倒壊", "taskType": "SHELTER_OPERATION", "headCount": 10,
               "place": "輪島市役所", "route": "のと里山海道", "firstDay": "2024-01-05",
               "lastDay": "2024-01-31", "qualifications": ["PUBLIC_HEALTH_NURSE"],
               "priority": "NORMAL", "tourDays": 8, "documentation": "ORAL", "needs": [],
               "overlapDays": 2,
               "escalatedFrom": {"networkId": "osaka", "requestId": "req-osaka-1"}}"""),
          Map.entry(
              FactKind.AID_REQUEST_DOCUMENTED,
              """
              {"requestId": "req-1", "documentNumber": "輪防第12号"}"""),
          Map.entry(
              FactKind.AID_REQUEST_AMENDED,
              """
              {"requestId": "req-1", "headCount": 12, "firstDay": "2024-01-05",
               "lastDay": "2024-01-31", "priority": "URGENT"}"""),
          Map.entry(
              FactKind.AID_REQUEST_CANCELLED,
              """
              {"requestId": "req-1", "reason": "NEED_ENDED"}"""),
          Map.entry(
              FactKind.STAFF_OFFERED,
              """
              {"offerId": "off-1", "lender": "131041", "disasterId": "noto-2024",
               "taskTypes": ["SHELTER_OPERATION"], "qualifications": ["PUBLIC_HEALTH_NURSE"],
               "headCount": 5, "firstDay": "2024-01-05", "lastDay": "2024-01-31",
               "answersRequestId": "req-1"}"""),
          Map.entry(
              FactKind.OFFER_WITHDRAWN,
              """
              {"offerId": "off-1", "reason": "OWN_DISASTER"}"""),
          Map.entry(FactKind.DISPATCH_CONFIRMED, "{\"dispatch\": {\"dispatchId\": \"req-1-1\"}}"),
          Map.entry(
              FactKind.DISPATCH_DECLINED,
              """
              {"dispatch": {"requestId": "req-1", "lender": "131041"}, "reason": "NO_STAFF_LEFT"}"""),
          Map.entry(
              FactKind.DISPATCH_CANCELLED,
              """
              {"dispatch": {"dispatchId": "req-1-1"}, "reason": "NEED_ENDED"}"""),
          Map.entry(
              FactKind.STAFF_DEPARTED,
              """
              {"dispatch": {"dispatchId": "req-1-1"}, "confirmedUnusual": false}"""),
          Map.entry(
              FactKind.STAFF_ARRIVED,
              """
              {"dispatch": {"dispatchId": "req-1-1"}, "confirmedUnusual": false}"""),
          Map.entry(
              FactKind.HANDOVER_STARTED,
              """
              {"dispatch": {"dispatchId": "req-1-1"}, "confirmedUnusual": false}"""),
          Map.entry(
              FactKind.STAFF_RECALLED,
              """
              {"dispatch": {"dispatchId": "req-1-1"}, "lastDay": "2024-01-09",
               "reason": "OWN_DISASTER", "confirmedUnusual": false}"""),
          Map.entry(
              FactKind.STAFF_RELEASED,
              """
              {"dispatch": {"dispatchId": "req-1-1"}, "lastDay": "2024-01-09", "confirmedUnusual": false}"""),
          Map.entry(
              FactKind.STAFF_RETURNED,
              """
              {"dispatch": {"dispatchId": "req-1-1"}, "confirmedUnusual": false}"""),
          Map.entry(
              FactKind.REPORT_RETRACTED,
              "{\"dispatch\": {\"dispatchId\": \"req-1-1\"}, \"act\": \"DEPART\"}"),
          Map.entry(
              FactKind.TIME_PASSED,
              "{\"to\": \"2024-01-02T00:00:00+09:00\", \"held\": \"2025-01-02T00:00:00+09:00\"}"),
          Map.entry(
              FactKind.CLOCK_SET,
              "{\"to\": \"2024-01-02T00:00:00+09:00\", \"reason\": \"停電の後の時計を確認\"}"),
          Map.entry(
              FactKind.RULES_ADOPTED,
              "{\"fromVersion\": 5, \"toVersion\": 6, \"since\": 3000000000}"),
          Map.entry(
              FactKind.AGREEMENT_SUSPENDED,
              """
              {"agreementId": "tokyo23-wajima", "reason": "区内の大雨への対応"}"""),
          Map.entry(FactKind.AGREEMENT_RESUMED, "{\"agreementId\": \"tokyo23-wajima\"}"),
          Map.entry(
              FactKind.LENDER_LIMITS_SET,
              """
              {"lender": "131041", "limits": [{"headCount": 40},
               {"taskType": "SHELTER_OPERATION", "headCount": 0}], "restDays": 7}"""),
          Map.entry(
              FactKind.COUNTERPART_APPOINTED,
              """
              {"disasterId": "noto-2024", "receiver": "172049", "lender": "131041",
               "role": "LEAD"}"""),
          Map.entry(
              FactKind.COUNTERPART_RELIEVED,
              """
              {"disasterId": "noto-2024", "receiver": "172049", "lender": "131041",
               "handsOverTo": "131059"}"""),
          Map.entry(
              FactKind.OVERRIDE_MADE,
              """
              {"overrideId": "ovr-1", "kind": "WAIVE", "requestId": "req-1", "lender": "131041",
               "rule": "OFFER_HAS_QUALIFICATIONS", "reason": "現地で研修を行う"}"""),
          Map.entry(
              FactKind.OVERRIDE_REVOKED,
              """
              {"overrideId": "ovr-1", "reason": "資格者が到着した"}"""),
          Map.entry(
              FactKind.AID_REQUEST_MERGED,
              """
              {"requestId": "req-2", "into": "req-1"}"""),
          Map.entry(
              FactKind.DISASTER_ENDED,
              """
              {"disasterId": "noto-2024", "confirmedUnusual": true}"""),
          Map.entry(
              FactKind.DISASTER_REOPENED,
              """
              {"disasterId": "noto-2024"}"""),
          Map.entry(
              FactKind.DISASTER_CORRECTED,
              """
              {"disasterId": "noto-2024", "name": "能登半島地震", "hazard": "TSUNAMI",
               "struckAt": "2024-01-01T16:10:00+09:00", "alsoStruck": ["172057"],
               "notStruck": ["131041"]}"""),
          Map.entry(
              FactKind.LENDER_JOINED,
              """
              {"lender": "131041"}"""),
          Map.entry(
              FactKind.LENDER_LEFT,
              """
              {"lender": "131041"}"""),
          Map.entry(
              FactKind.NETWORK_TERMS_CHANGED,
              """
              {"name": "特別区", "holdMinutes": 240, "lifeSafetyHoldMinutes": 30,
               "priorityClassHours": 72, "tier": "BLOCK", "escalatesTo": "kanto",
               "escalateAfterMinutes": 720, "lifeSafetyEscalateAfterMinutes": 30}"""),
          Map.entry(
              FactKind.DISASTERS_JOINED,
              """
              {"disasterId": "dis-2", "into": "noto-2024"}"""),
          Map.entry(
              FactKind.OFFER_REJECTED,
              """
              {"offerId": "off-1", "reason": "RECEPTION_NOT_READY"}"""),
          Map.entry(
              FactKind.EXTENSION_REQUESTED,
              """
              {"dispatch": {"dispatchId": "req-1-1"}, "lastDay": "2024-01-19"}"""),
          Map.entry(
              FactKind.EXTENSION_ANSWERED,
              """
              {"dispatch": {"dispatchId": "req-1-1"}, "granted": false,
               "reason": "PERIOD_UNSUITABLE"}"""),
          Map.entry(
              FactKind.STAFF_RETASKED,
              """
              {"dispatch": {"dispatchId": "req-1-1"}, "taskType": "VICTIM_CERTIFICATE"}"""),
          Map.entry(
              FactKind.ESCALATION_ANSWERED,
              """
              {"requestId": "req-1", "by": "kanto", "cover": [{"firstDay": "2024-01-05",
               "lastDay": "2024-01-12", "headCount": 4}]}"""),
          Map.entry(
              FactKind.ACCESS_DENIED,
              """
              {"account": "a-1f3c", "role": "WARD", "body": "131041", "method": "POST",
               "path": "/api/dispatches/req-1-1/confirm", "attempted": "DISPATCH_CONFIRMED",
               "about": "req-1-1", "code": "NOT_YOURS", "suppressed": 3}"""));

  private ValidBodies() {}

  /** A new copy of the body. */
  public static ObjectNode of(FactKind kind) {
    String json = JSON.get(kind);
    if (json == null) {
      throw new IllegalArgumentException("expected a valid body of " + kind + ", but none");
    }
    return (ObjectNode) JsonMapper.shared().readTree(json);
  }
}
