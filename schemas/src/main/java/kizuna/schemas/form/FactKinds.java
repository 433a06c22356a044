package kizuna.schemas.form;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import kizuna.codes.FactKind;
import kizuna.codes.Role;
import kizuna.facts.AccessDenied;
import kizuna.facts.AgreementEnded;
import kizuna.facts.AgreementResumed;
import kizuna.facts.AgreementSigned;
import kizuna.facts.AgreementSuspended;
import kizuna.facts.AidRequestAmended;
import kizuna.facts.AidRequestCancelled;
import kizuna.facts.AidRequestDocumented;
import kizuna.facts.AidRequestMerged;
import kizuna.facts.AidRequested;
import kizuna.facts.AssociationListed;
import kizuna.facts.ClockSet;
import kizuna.facts.ContactTestAnswered;
import kizuna.facts.ContactTestSent;
import kizuna.facts.CounterpartAppointed;
import kizuna.facts.CounterpartRelieved;
import kizuna.facts.DisasterCorrected;
import kizuna.facts.DisasterDeclared;
import kizuna.facts.DisasterEnded;
import kizuna.facts.DisasterReopened;
import kizuna.facts.DisastersJoined;
import kizuna.facts.DispatchCancelled;
import kizuna.facts.DispatchConfirmed;
import kizuna.facts.DispatchDeclined;
import kizuna.facts.DutyDeskPublished;
import kizuna.facts.EscalationAnswered;
import kizuna.facts.ExtensionAnswered;
import kizuna.facts.ExtensionRequested;
import kizuna.facts.HandoverStarted;
import kizuna.facts.LenderJoined;
import kizuna.facts.LenderLeft;
import kizuna.facts.LenderLimitsSet;
import kizuna.facts.LessonClosed;
import kizuna.facts.LessonRecorded;
import kizuna.facts.MunicipalitiesListed;
import kizuna.facts.NetworkFormed;
import kizuna.facts.NetworkTermsChanged;
import kizuna.facts.OfferRejected;
import kizuna.facts.OfferWithdrawn;
import kizuna.facts.OverrideMade;
import kizuna.facts.OverrideRevoked;
import kizuna.facts.PlanConfirmed;
import kizuna.facts.ReportRetracted;
import kizuna.facts.RulesAdopted;
import kizuna.facts.StaffArrived;
import kizuna.facts.StaffDeparted;
import kizuna.facts.StaffOffered;
import kizuna.facts.StaffRecalled;
import kizuna.facts.StaffReleased;
import kizuna.facts.StaffRetasked;
import kizuna.facts.StaffReturned;
import kizuna.facts.TimePassed;
import kizuna.schemas.AvroLimits;
import kizuna.schemas.form.FactDescriptor.Feed;
import kizuna.schemas.form.FactDescriptor.Owner;
import kizuna.schemas.form.FactDescriptor.Row;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The table of the kinds of facts, one row each. Form checks, rights, ownership, HTTP routes, API
 * description, command line, feeds and ledger read it. It is one table and so exceeds the length
 * limit of a class; .github/CONTRIBUTING.md describes how to add a row.
 */
public final class FactKinds {

  static {
    // Must come first: this may be the first class to load a generated one.
    AvroLimits.apply();
  }

  /** The rows, by subject; the API description lists the routes in this order. */
  private static final List<Row<?>> ROWS =
      List.of(
          row(FactKind.NETWORK_FORMED, NetworkFormed.class)
              .form(ReferenceForm::network)
              .by(Role.COORDINATOR, Role.SYSTEM)
              .bringsNew()
              .listed(),
          row(FactKind.MUNICIPALITIES_LISTED, MunicipalitiesListed.class)
              .form(ReferenceForm::municipalities)
              .by(Role.COORDINATOR, Role.SYSTEM)
              .bringsNew()
              .listed(),
          row(FactKind.ASSOCIATION_LISTED, AssociationListed.class)
              .form(ReferenceForm::association)
              .by(Role.COORDINATOR, Role.SYSTEM)
              .id("associationId")
              .bringsNew()
              .listed(),
          row(FactKind.DISASTER_DECLARED, DisasterDeclared.class)
              .form(ReferenceForm::declared)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR, Role.SYSTEM)
              .usuallyBy(Role.DESK)
              .of(Owner.STRUCK, "struck")
              .id("disasterId")
              .newId("disasterId", "dis-")
              .bringsNew()
              .timeOfReport("struckAt")
              .feed(Feed.DISASTERS)
              .route(
                  "/api/disasters",
                  "Declare a disaster (災害宣言), join one that is declared by its id, or widen it.")
              .commands("declare"),
          row(FactKind.DISASTERS_JOINED, DisastersJoined.class)
              .form(ReferenceForm::joined)
              .by(Role.COORDINATOR, Role.SYSTEM)
              .id("disasterId")
              .feed(Feed.DISASTERS)
              .listed()
              .route(
                  "/api/disasters/{id}/join",
                  "The same disaster was declared twice; this one goes on as the other (災害の統合).")
              .commands("join"),
          row(FactKind.DISASTER_ENDED, DisasterEnded.class)
              .form(ReferenceForm::ended)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR, Role.SYSTEM)
              .of(Owner.DECLARER, "")
              .id("disasterId")
              .feed(Feed.DISASTERS)
              .route("/api/disasters/{id}/end", "A disaster is over (災害の終了).")
              .commands("end-disaster"),
          row(FactKind.DISASTER_REOPENED, DisasterReopened.class)
              .form(ReferenceForm::reopened)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR, Role.SYSTEM)
              .of(Owner.DECLARER, "")
              .id("disasterId")
              .feed(Feed.DISASTERS)
              .route("/api/disasters/{id}/reopen", "A disaster that was ended goes on (災害の再開).")
              .commands("reopen-disaster"),
          row(FactKind.DISASTER_CORRECTED, DisasterCorrected.class)
              .form(ReferenceForm::corrected)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR, Role.SYSTEM)
              .of(Owner.DECLARER, "")
              .id("disasterId")
              .feed(Feed.DISASTERS)
              .route(
                  "/api/disasters/{id}/correct",
                  "What was declared of a disaster is put right (災害の訂正).")
              .commands("correct-disaster"),
          row(FactKind.LENDER_JOINED, LenderJoined.class)
              .form(ReferenceForm::lenderJoined)
              .by(Role.COORDINATOR, Role.SYSTEM)
              .id("lender")
              .listed()
              .route(
                  "/api/lenders/{id}/join",
                  "A municipality lends in the network from now on (応援団体の加入).")
              .commands("join-network"),
          row(FactKind.LENDER_LEFT, LenderLeft.class)
              .form(ReferenceForm::lenderLeft)
              .by(Role.COORDINATOR, Role.SYSTEM)
              .id("lender")
              .listed()
              .route("/api/lenders/{id}/leave", "A lender lends in the network no more (応援団体の脱退).")
              .commands("leave-network"),
          row(FactKind.NETWORK_TERMS_CHANGED, NetworkTermsChanged.class)
              .form(ReferenceForm::terms)
              .by(Role.COORDINATOR, Role.SYSTEM)
              .listed()
              .route("/api/network-terms", "The network has other terms (運用条件の変更).")
              .commands("network-terms"),
          row(FactKind.AID_REQUESTED, AidRequested.class)
              .form(RequestForm::requested)
              .by(Role.DESK, Role.COORDINATOR, Role.SYSTEM)
              .usuallyBy(Role.DESK)
              .of(Owner.RECEIVER, "receiver")
              .id("requestId")
              .newId("requestId", "req-")
              .bringsNew()
              .amendedBy(FactKind.AID_REQUEST_AMENDED)
              .feed(Feed.AID_REQUESTS)
              .route("/api/requests", "Ask for staff (応援要請).")
              .commands("request"),
          ofRequest(FactKind.AID_REQUEST_DOCUMENTED, AidRequestDocumented.class)
              .form(RequestForm::documented)
              .by(Role.DESK, Role.COORDINATOR)
              .feed(Feed.AID_REQUESTS)
              .route(
                  "/api/requests/{id}/document",
                  "The written request followed the spoken one (文書化).")
              .commands("document"),
          ofRequest(FactKind.AID_REQUEST_AMENDED, AidRequestAmended.class)
              .form(RequestForm::amended)
              .by(Role.DESK, Role.COORDINATOR, Role.SYSTEM)
              .feed(Feed.AID_REQUESTS)
              .route("/api/requests/{id}/amend", "The need changed (要請の変更).")
              .commands("amend"),
          ofRequest(FactKind.AID_REQUEST_CANCELLED, AidRequestCancelled.class)
              .form(RequestForm::cancelled)
              .by(Role.DESK, Role.COORDINATOR, Role.SYSTEM)
              .feed(Feed.AID_REQUESTS)
              .route("/api/requests/{id}/cancel", "The need is gone (要請の取消し).")
              .commands("cancel"),
          ofRequest(FactKind.AID_REQUEST_MERGED, AidRequestMerged.class)
              .form(RequestForm::merged)
              .by(Role.DESK, Role.COORDINATOR, Role.SYSTEM)
              .feed(Feed.AID_REQUESTS)
              .route(
                  "/api/requests/{id}/merge",
                  "The same need was asked for twice; this request ends (重複の統合).")
              .commands("merge"),
          row(FactKind.ESCALATION_ANSWERED, EscalationAnswered.class)
              .form(RequestForm::answered)
              .by(Role.SYSTEM)
              .id("requestId"),
          row(FactKind.STAFF_OFFERED, StaffOffered.class)
              .form(LenderForm::offered)
              .by(Role.WARD, Role.COORDINATOR, Role.SYSTEM)
              .usuallyBy(Role.WARD)
              .of(Owner.LENDER, "lender")
              .id("offerId")
              .newId("offerId", "off-")
              .bringsNew()
              .feed(Feed.STAFF_OFFERS)
              .route("/api/offers", "Offer staff (職員派遣の申出).")
              .commands("offer"),
          row(FactKind.OFFER_WITHDRAWN, OfferWithdrawn.class)
              .form(LenderForm::withdrawn)
              .by(Role.WARD, Role.COORDINATOR)
              .of(Owner.OFFER, "offerId")
              .id("offerId")
              .feed(Feed.STAFF_OFFERS)
              .route("/api/offers/{id}/withdraw", "Withdraw an offer (申出の取下げ).")
              .commands("withdraw"),
          row(FactKind.OFFER_REJECTED, OfferRejected.class)
              .form(LenderForm::rejected)
              .by(Role.DESK, Role.COORDINATOR)
              .of(Owner.OFFER, "offerId")
              .id("offerId")
              .feed(Feed.STAFF_OFFERS)
              .route("/api/offers/{id}/reject", "An offer cannot be used (申出の謝絶).")
              .commands("reject"),
          row(FactKind.LENDER_LIMITS_SET, LenderLimitsSet.class)
              .form(LenderForm::limits)
              .by(Role.WARD, Role.COORDINATOR)
              .usuallyBy(Role.WARD)
              .of(Owner.LENDER, "lender")
              .id("lender")
              .listed()
              .route("/api/lenders/{id}/limits", "A lender says how much it can bear (派遣可能上限).")
              .commands("limits"),
          row(FactKind.AGREEMENT_SIGNED, AgreementSigned.class)
              .form(AgreementForm::signed)
              .by(Role.COORDINATOR, Role.SYSTEM)
              .id("agreementId")
              .newId("agreementId", "agr-")
              .bringsNew()
              .route("/api/agreements", "An agreement was signed (協定の締結).")
              .commands("agree"),
          row(FactKind.PLAN_CONFIRMED, PlanConfirmed.class)
              .form(AgreementForm::planConfirmed)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR, Role.SYSTEM)
              .of(Owner.PARTY, "confirmedBy")
              .id("agreementId")
              .route(
                  "/api/agreements/{id}/plan-confirmations", "A side confirms its plan (計画の相互確認).")
              .commands("confirm-plan"),
          row(FactKind.AGREEMENT_ENDED, AgreementEnded.class)
              .form(AgreementForm::ended)
              .by(Role.COORDINATOR, Role.SYSTEM)
              .id("agreementId")
              .route("/api/agreements/{id}/end", "An agreement was ended (協定の終了).")
              .commands("end-agreement"),
          row(FactKind.AGREEMENT_SUSPENDED, AgreementSuspended.class)
              .form(AgreementForm::suspended)
              .by(Role.COORDINATOR, Role.SYSTEM)
              .id("agreementId")
              .route(
                  "/api/agreements/{id}/suspend",
                  "Nothing new is proposed under an agreement for now (協定の一時停止).")
              .commands("suspend"),
          row(FactKind.AGREEMENT_RESUMED, AgreementResumed.class)
              .form(AgreementForm::resumed)
              .by(Role.COORDINATOR, Role.SYSTEM)
              .id("agreementId")
              .route("/api/agreements/{id}/resume", "A suspended agreement goes on (協定の再開).")
              .commands("resume"),
          row(FactKind.COUNTERPART_APPOINTED, CounterpartAppointed.class)
              .form(CoordinationForm::appointed)
              .by(Role.DESK, Role.COORDINATOR)
              .of(Owner.RECEIVER, "receiver")
              .id("disasterId")
              .bringsNew()
              .listed()
              .route("/api/counterparts", "A lender leads or supports at a receiver (カウンターパートの割当).")
              .commands("appoint"),
          row(FactKind.COUNTERPART_RELIEVED, CounterpartRelieved.class)
              .form(CoordinationForm::relieved)
              .by(Role.DESK, Role.COORDINATOR)
              .of(Owner.RECEIVER, "receiver")
              .id("disasterId")
              .listed()
              .route(
                  "/api/counterparts/relieve",
                  "A lender leads or supports no more (カウンターパートの交代・解除).")
              .commands("relieve"),
          row(FactKind.DUTY_DESK_PUBLISHED, DutyDeskPublished.class)
              .form(ReferenceForm::dutyDesk)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR)
              .of(Owner.PARTY, "body")
              .bringsNew()
              .listed()
              .route(
                  "/api/duty-desks",
                  "Whom to call at a body, day and night: an office, no person (連絡窓口の届出).")
              .commands("duty-desk"),
          row(FactKind.LESSON_RECORDED, LessonRecorded.class)
              .form(PreparednessForm::recorded)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR)
              .of(Owner.PARTY, "ownerBody")
              .id("lessonId")
              .newId("lessonId", "les-")
              .bringsNew()
              .listed()
              .route(
                  "/api/lessons",
                  "A lesson that stays with an agreement, a body or a work until it is closed (教訓).")
              .commands("lesson"),
          row(FactKind.LESSON_CLOSED, LessonClosed.class)
              .form(PreparednessForm::closed)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR)
              .of(Owner.PARTY, "ownerBody")
              .id("lessonId")
              .listed()
              .route("/api/lessons/{id}/close", "A drill met the measure of a lesson (教訓の完了).")
              .commands("close-lesson"),
          row(FactKind.CONTACT_TEST_SENT, ContactTestSent.class)
              .form(PreparednessForm::sent)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR)
              .of(Owner.PARTY, "sentBy")
              .id("testId")
              .newId("testId", "con-")
              .bringsNew()
              .listed()
              .route(
                  "/api/contact-tests", "A body asks its partners whether they are there (連絡訓練).")
              .commands("contact-test"),
          row(FactKind.CONTACT_TEST_ANSWERED, ContactTestAnswered.class)
              .form(PreparednessForm::answered)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR)
              .of(Owner.PARTY, "answeredBy")
              .id("testId")
              .listed()
              .route("/api/contact-tests/{id}/answer", "A body that was asked is there (連絡訓練への応答).")
              .commands("answer-contact-test"),
          row(FactKind.CLOCK_SET, ClockSet.class)
              .form(ClockForm::set)
              .by(Role.COORDINATOR)
              .route(
                  "/api/clock",
                  "Confirm a clock that is not believed, or set the log's time right, back too (時刻の設定).")
              .commands("clock"),
          row(FactKind.OVERRIDE_MADE, OverrideMade.class)
              .form(CoordinationForm::overridden)
              .by(Role.COORDINATOR)
              .of(Owner.REQUEST, "requestId")
              .id("requestId")
              .newId("overrideId", "ovr-")
              .listed()
              .route(
                  "/api/overrides", "A coordinator decides otherwise, with a reason (調整担当による決定変更).")
              .commands("pin", "forbid", "reprioritise", "waive"),
          row(FactKind.OVERRIDE_REVOKED, OverrideRevoked.class)
              .form(CoordinationForm::revoked)
              .by(Role.COORDINATOR)
              .id("overrideId")
              .listed()
              .route("/api/overrides/{id}/revoke", "An override stands no more (決定変更の取消し).")
              .commands("revoke"),
          ofDispatch(FactKind.DISPATCH_CONFIRMED, DispatchConfirmed.class)
              .by(Role.WARD, Role.COORDINATOR)
              .usuallyBy(Role.WARD)
              .route("/api/dispatches/{id}/confirm", "The lender commits (派遣決定).")
              .commands("confirm"),
          ofDispatch(FactKind.DISPATCH_DECLINED, DispatchDeclined.class)
              .by(Role.WARD, Role.COORDINATOR)
              .usuallyBy(Role.WARD)
              .route("/api/dispatches/{id}/decline", "The lender does not send (辞退).")
              .commands("decline"),
          ofDispatch(FactKind.DISPATCH_CANCELLED, DispatchCancelled.class)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR)
              .route("/api/dispatches/{id}/cancel", "Called off before departure (派遣の取止め).")
              .commands("cancel"),
          ofDispatch(FactKind.STAFF_DEPARTED, StaffDeparted.class)
              .by(Role.WARD, Role.COORDINATOR)
              .usuallyBy(Role.WARD)
              .route("/api/dispatches/{id}/depart", "They departed (出発).")
              .commands("depart"),
          ofDispatch(FactKind.STAFF_ARRIVED, StaffArrived.class)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR)
              .route("/api/dispatches/{id}/arrive", "They arrived (到着).")
              .commands("arrive"),
          ofDispatch(FactKind.HANDOVER_STARTED, HandoverStarted.class)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR)
              .route("/api/dispatches/{id}/handover", "They hand over (引継ぎ開始).")
              .commands("handover"),
          ofDispatch(FactKind.EXTENSION_REQUESTED, ExtensionRequested.class)
              .by(Role.DESK, Role.COORDINATOR)
              .route(
                  "/api/dispatches/{id}/ask-extension",
                  "The receiver asks to keep them longer (派遣期間の延長の要請).")
              .commands("ask-extension"),
          ofDispatch(FactKind.EXTENSION_ANSWERED, ExtensionAnswered.class)
              .form(DispatchForm::answered)
              .by(Role.WARD, Role.COORDINATOR)
              .usuallyBy(Role.WARD)
              .route(
                  "/api/dispatches/{id}/answer-extension",
                  "The lender says whether they stay (延長への回答).")
              .commands("answer-extension"),
          ofDispatch(FactKind.STAFF_RETASKED, StaffRetasked.class)
              .by(Role.DESK, Role.COORDINATOR)
              .route("/api/dispatches/{id}/retask", "The receiver gives them other work (業務の変更).")
              .commands("retask"),
          ofDispatch(FactKind.STAFF_RECALLED, StaffRecalled.class)
              .by(Role.WARD, Role.COORDINATOR)
              .usuallyBy(Role.WARD)
              .route("/api/dispatches/{id}/recall", "The lender calls them back (引揚げ).")
              .commands("recall"),
          ofDispatch(FactKind.STAFF_RELEASED, StaffReleased.class)
              .by(Role.DESK, Role.COORDINATOR)
              .route("/api/dispatches/{id}/release", "The receiver releases them (任務解除).")
              .commands("release"),
          ofDispatch(FactKind.STAFF_RETURNED, StaffReturned.class)
              .by(Role.WARD, Role.COORDINATOR)
              .usuallyBy(Role.WARD)
              .route("/api/dispatches/{id}/return", "They are home (帰着).")
              .commands("return"),
          ofDispatch(FactKind.REPORT_RETRACTED, ReportRetracted.class)
              .by(Role.DESK, Role.WARD, Role.COORDINATOR)
              .usuallyBy(Role.WARD)
              .route(
                  "/api/dispatches/{id}/retract",
                  "Whoever made a mistaken report takes it back (報告の取消し).")
              .commands("retract"),
          row(FactKind.TIME_PASSED, TimePassed.class).form(ClockForm::passed).by(Role.SYSTEM),
          row(FactKind.RULES_ADOPTED, RulesAdopted.class).form(ClockForm::adopted).by(Role.SYSTEM),
          row(FactKind.ACCESS_DENIED, AccessDenied.class).form(AccessForm::denied).by(Role.SYSTEM));

  private static final List<FactDescriptor<?>> ALL = described();
  private static final Map<FactKind, FactDescriptor<?>> BY_KIND = new EnumMap<>(FactKind.class);
  private static final Map<String, FactDescriptor<?>> BY_NAME = new HashMap<>();

  static {
    for (FactDescriptor<?> descriptor : ALL) {
      BY_NAME.put(descriptor.name(), descriptor);
      if (BY_KIND.put(descriptor.kind(), descriptor) != null) {
        throw new IllegalStateException(
            "expected one row for " + descriptor.kind() + " in FactKinds, but two");
      }
    }
  }

  private FactKinds() {}

  private static List<FactDescriptor<?>> described() {
    return ROWS.stream().<FactDescriptor<?>>map(Row::descriptor).toList();
  }

  private static <B extends SpecificRecordBase> Row<B> row(FactKind kind, Class<B> body) {
    return new Row<>(kind, body);
  }

  /** About a request, by its id; it is the receiver's. */
  private static <B extends SpecificRecordBase> Row<B> ofRequest(FactKind kind, Class<B> body) {
    return row(kind, body).of(Owner.REQUEST, "requestId").id("requestId");
  }

  /** About a dispatch, by its id or by request and lender; it is both sides'. */
  private static <B extends SpecificRecordBase> Row<B> ofDispatch(FactKind kind, Class<B> body) {
    return row(kind, body)
        .of(Owner.DISPATCH, "dispatch")
        .id("dispatch")
        .form(DispatchForm::dispatch);
  }

  /** Every row, in the order of the table. */
  public static List<FactDescriptor<?>> all() {
    return ALL;
  }

  /** Every kind that has a row, in the order of the codes. */
  public static List<FactKind> kinds() {
    return List.copyOf(BY_KIND.keySet());
  }

  /** Whether there is a row for a kind; there is none for UNKNOWN. */
  public static boolean has(FactKind kind) {
    return BY_KIND.containsKey(kind);
  }

  /**
   * The row of a kind.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static FactDescriptor<?> of(FactKind kind) {
    FactDescriptor<?> descriptor = BY_KIND.get(kind);
    if (descriptor == null) {
      throw new IllegalArgumentException(
          kind == FactKind.UNKNOWN
              ? "expected a kind of fact, but " + kind
              : "expected a row for " + kind + " in FactKinds, but none");
    }
    return descriptor;
  }

  /** The row of a kind by its name, like {@code AidRequested}. */
  public static Optional<FactDescriptor<?>> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Returns the kinds whose rows match. */
  public static Set<FactKind> where(Predicate<FactDescriptor<?>> such) {
    Set<FactKind> kinds = EnumSet.noneOf(FactKind.class);
    ALL.stream().filter(such).map(FactDescriptor::kind).forEach(kinds::add);
    return kinds;
  }
}
