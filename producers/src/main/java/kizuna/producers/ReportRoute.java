package kizuna.producers;

import java.util.List;
import java.util.Optional;
import kizuna.codes.FactKind;
import kizuna.schemas.form.NewId;

/**
 * One way in: a path, the kind of fact that comes through it, and the field that the id in the path
 * stands for.
 *
 * @param path below the root; {@code {id}} is the id, where there is one
 * @param idField field of the fact's body that the path's id fills; {@code dispatch} for a
 *     dispatch's id, {@code lender} for a lender's code
 * @param newId what a new id begins with where the body brings none; empty where the id must come
 * @param doc what it is for
 */
record ReportRoute(
    String path, FactKind kind, Optional<String> idField, Optional<String> newId, String doc) {

  /** Any fact at all; the body says which kind. */
  static final String ANY = "/api/facts";

  /** Every way in but {@link #ANY}. */
  static final List<ReportRoute> ALL =
      List.of(
          open(
              "/api/disasters",
              FactKind.DISASTER_DECLARED,
              "Declare a disaster (災害宣言), join one that is declared by its id, or widen it."),
          act(
              "/api/disasters/{id}/join",
              FactKind.DISASTERS_JOINED,
              "disasterId",
              "The same disaster was declared twice; this one goes on as the other (災害の統合)."),
          act(
              "/api/disasters/{id}/end",
              FactKind.DISASTER_ENDED,
              "disasterId",
              "A disaster is over (災害の終了)."),
          act(
              "/api/disasters/{id}/reopen",
              FactKind.DISASTER_REOPENED,
              "disasterId",
              "A disaster that was ended goes on (災害の再開)."),
          act(
              "/api/disasters/{id}/correct",
              FactKind.DISASTER_CORRECTED,
              "disasterId",
              "What was declared of a disaster is put right (災害の訂正)."),
          act(
              "/api/lenders/{id}/join",
              FactKind.LENDER_JOINED,
              "lender",
              "A municipality lends in the network from now on (応援団体の加入)."),
          act(
              "/api/lenders/{id}/leave",
              FactKind.LENDER_LEFT,
              "lender",
              "A lender lends in the network no more (応援団体の脱退)."),
          report(
              "/api/network-terms",
              FactKind.NETWORK_TERMS_CHANGED,
              "The network has other terms (運用条件の変更)."),
          open("/api/requests", FactKind.AID_REQUESTED, "Ask for staff (応援要請)."),
          act(
              "/api/requests/{id}/document",
              FactKind.AID_REQUEST_DOCUMENTED,
              "requestId",
              "The written request followed the spoken one (文書化)."),
          act(
              "/api/requests/{id}/amend",
              FactKind.AID_REQUEST_AMENDED,
              "requestId",
              "The need changed (要請の変更)."),
          act(
              "/api/requests/{id}/cancel",
              FactKind.AID_REQUEST_CANCELLED,
              "requestId",
              "The need is gone (要請の取消し)."),
          act(
              "/api/requests/{id}/merge",
              FactKind.AID_REQUEST_MERGED,
              "requestId",
              "The same need was asked for twice; this request ends (重複の統合)."),
          open("/api/offers", FactKind.STAFF_OFFERED, "Offer staff (職員派遣の申出)."),
          act(
              "/api/offers/{id}/withdraw",
              FactKind.OFFER_WITHDRAWN,
              "offerId",
              "Withdraw an offer (申出の取下げ)."),
          act(
              "/api/offers/{id}/reject",
              FactKind.OFFER_REJECTED,
              "offerId",
              "An offer cannot be used (申出の謝絶)."),
          act(
              "/api/lenders/{id}/limits",
              FactKind.LENDER_LIMITS_SET,
              "lender",
              "A lender says how much it can bear (派遣可能上限)."),
          open("/api/agreements", FactKind.AGREEMENT_SIGNED, "An agreement was signed (協定の締結)."),
          act(
              "/api/agreements/{id}/plan-confirmations",
              FactKind.PLAN_CONFIRMED,
              "agreementId",
              "A side confirms its plan (計画の相互確認)."),
          act(
              "/api/agreements/{id}/end",
              FactKind.AGREEMENT_ENDED,
              "agreementId",
              "An agreement was ended (協定の終了)."),
          act(
              "/api/agreements/{id}/suspend",
              FactKind.AGREEMENT_SUSPENDED,
              "agreementId",
              "Nothing new is proposed under an agreement for now (協定の一時停止)."),
          act(
              "/api/agreements/{id}/resume",
              FactKind.AGREEMENT_RESUMED,
              "agreementId",
              "A suspended agreement goes on (協定の再開)."),
          report(
              "/api/counterparts",
              FactKind.COUNTERPART_APPOINTED,
              "A lender leads or supports at a receiver (カウンターパートの割当)."),
          report(
              "/api/counterparts/relieve",
              FactKind.COUNTERPART_RELIEVED,
              "A lender leads or supports no more (カウンターパートの交代・解除)."),
          report(
              "/api/duty-desks",
              FactKind.DUTY_DESK_PUBLISHED,
              "Whom to call at a body, day and night: an office, no person (連絡窓口の届出)."),
          report(
              "/api/clock",
              FactKind.CLOCK_SET,
              "Confirm a clock that is not believed, or set the log's time right, back too (時刻の設定)."),
          open(
              "/api/overrides",
              FactKind.OVERRIDE_MADE,
              "A coordinator decides otherwise, with a reason (調整担当による決定変更)."),
          act(
              "/api/overrides/{id}/revoke",
              FactKind.OVERRIDE_REVOKED,
              "overrideId",
              "An override stands no more (決定変更の取消し)."),
          act(
              "/api/dispatches/{id}/confirm",
              FactKind.DISPATCH_CONFIRMED,
              "dispatch",
              "The lender commits (派遣決定)."),
          act(
              "/api/dispatches/{id}/decline",
              FactKind.DISPATCH_DECLINED,
              "dispatch",
              "The lender does not send (辞退)."),
          act(
              "/api/dispatches/{id}/cancel",
              FactKind.DISPATCH_CANCELLED,
              "dispatch",
              "Called off before departure (派遣の取止め)."),
          act(
              "/api/dispatches/{id}/depart",
              FactKind.STAFF_DEPARTED,
              "dispatch",
              "They departed (出発)."),
          act(
              "/api/dispatches/{id}/arrive",
              FactKind.STAFF_ARRIVED,
              "dispatch",
              "They arrived (到着)."),
          act(
              "/api/dispatches/{id}/handover",
              FactKind.HANDOVER_STARTED,
              "dispatch",
              "They hand over (引継ぎ開始)."),
          act(
              "/api/dispatches/{id}/ask-extension",
              FactKind.EXTENSION_REQUESTED,
              "dispatch",
              "The receiver asks to keep them longer (派遣期間の延長の要請)."),
          act(
              "/api/dispatches/{id}/answer-extension",
              FactKind.EXTENSION_ANSWERED,
              "dispatch",
              "The lender says whether they stay (延長への回答)."),
          act(
              "/api/dispatches/{id}/retask",
              FactKind.STAFF_RETASKED,
              "dispatch",
              "The receiver gives them other work (業務の変更)."),
          act(
              "/api/dispatches/{id}/recall",
              FactKind.STAFF_RECALLED,
              "dispatch",
              "The lender calls them back (引揚げ)."),
          act(
              "/api/dispatches/{id}/release",
              FactKind.STAFF_RELEASED,
              "dispatch",
              "The receiver releases them (任務解除)."),
          act(
              "/api/dispatches/{id}/return",
              FactKind.STAFF_RETURNED,
              "dispatch",
              "They are home (帰着)."),
          act(
              "/api/dispatches/{id}/retract",
              FactKind.REPORT_RETRACTED,
              "dispatch",
              "Whoever made a mistaken report takes it back (報告の取消し)."));

  /** What brings something new, under an id that the door makes up where the body names none. */
  private static ReportRoute open(String path, FactKind kind, String doc) {
    Optional<NewId> newId = NewId.of(kind);
    return new ReportRoute(path, kind, newId.map(NewId::field), newId.map(NewId::prefix), doc);
  }

  /** What has no id of its own: the body says all of it. */
  private static ReportRoute report(String path, FactKind kind, String doc) {
    return new ReportRoute(path, kind, Optional.empty(), Optional.empty(), doc);
  }

  private static ReportRoute act(String path, FactKind kind, String idField, String doc) {
    return new ReportRoute(path, kind, Optional.of(idField), Optional.empty(), doc);
  }
}
