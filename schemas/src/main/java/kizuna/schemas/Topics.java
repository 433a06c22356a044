package kizuna.schemas;

import java.util.ArrayList;
import java.util.List;
import kizuna.decisions.BookSeal;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Rejection;
import kizuna.drills.DrillEvent;
import kizuna.drills.DrillOrder;
import kizuna.facts.Fact;
import kizuna.schemas.Topic.Kept;
import kizuna.states.AgreementStatus;
import kizuna.states.DrillStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.NetworkSummary;
import kizuna.states.OfferStatus;
import kizuna.states.Owner;
import kizuna.states.RequestStatus;

/**
 * The immutable catalogue of a namespace's topics: topologies, provisioning, tests and documents
 * all read this one.
 */
public final class Topics {

  private static final int MEBIBYTE = 1024 * 1024;
  private static final int LIVE_PARTITIONS = 4;
  private static final int DRILL_PARTITIONS = 1;
  private static final String NETWORK_KEY = "networkId";

  /**
   * Outside of namespaces: the runs of drills and their retention. It also keeps removed runs, so
   * that a reader can detect the removal.
   */
  public static final Topic<DrillStatus> DRILLS =
      new Topic<>(
          "kizuna.drills",
          DrillStatus.class,
          DrillStatus.getClassSchema(),
          "infra",
          "id of the run",
          Topic.Kept.LAST_STATE,
          1,
          MEBIBYTE,
          "Runs of drills, and how long they are kept.");

  /** Outside of namespaces: requested runs; a run has topics only when it begins. */
  public static final Topic<DrillOrder> DRILL_ORDERS =
      new Topic<>(
          "kizuna.drill-orders",
          DrillOrder.class,
          DrillOrder.getClassSchema(),
          "producers",
          "id of the order",
          Topic.Kept.EVERY_RECORD,
          1,
          MEBIBYTE,
          "Runs of drills that are to begin.");

  private final Namespace namespace;

  public final Topic<Fact> intake;
  public final Topic<Fact> disasters;
  public final Topic<Fact> aidRequests;
  public final Topic<Fact> staffOffers;
  public final Topic<DispatchEvent> dispatchEvents;
  public final Topic<MatchDecision> matchDecisions;
  public final Topic<LedgerEntry> dispatchLedger;
  public final Topic<RequestStatus> requestStatus;
  public final Topic<OfferStatus> offerStatus;
  public final Topic<NetworkSummary> networkSummary;
  public final Topic<Rejection> rejections;
  public final Topic<DeadLetter> deadLetters;
  public final Topic<AgreementStatus> agreementStatus;
  public final Topic<BookSeal> bookSeals;
  public final Topic<Owner> owners;

  private Topics(Namespace namespace, int partitions) {
    this.namespace = namespace;
    String p = namespace.prefix();
    intake =
        new Topic<>(
            p + "intake",
            Fact.class,
            Fact.getClassSchema(),
            "producers",
            NETWORK_KEY,
            Kept.EVERY_RECORD,
            partitions,
            MEBIBYTE,
            "The one ordered log of reported facts. Kept for good.");
    disasters =
        new Topic<>(
            p + "disasters",
            Fact.class,
            Fact.getClassSchema(),
            "streams",
            NETWORK_KEY,
            Kept.EVERY_RECORD,
            partitions,
            2 * MEBIBYTE,
            "Accepted DisasterDeclared facts, each once.");
    aidRequests =
        new Topic<>(
            p + "aid-requests",
            Fact.class,
            Fact.getClassSchema(),
            "streams",
            NETWORK_KEY,
            Kept.EVERY_RECORD,
            partitions,
            2 * MEBIBYTE,
            "Accepted facts about aid requests, each once.");
    staffOffers =
        new Topic<>(
            p + "staff-offers",
            Fact.class,
            Fact.getClassSchema(),
            "streams",
            NETWORK_KEY,
            Kept.EVERY_RECORD,
            partitions,
            2 * MEBIBYTE,
            "Accepted facts about staff offers, each once.");
    dispatchEvents =
        new Topic<>(
            p + "dispatch-events",
            DispatchEvent.class,
            DispatchEvent.getClassSchema(),
            "streams",
            NETWORK_KEY,
            Kept.EVERY_RECORD,
            partitions,
            2 * MEBIBYTE,
            "What was decided about each dispatch, in order.");
    matchDecisions =
        new Topic<>(
            p + "match-decisions",
            MatchDecision.class,
            MatchDecision.getClassSchema(),
            "streams",
            NETWORK_KEY,
            Kept.EVERY_RECORD,
            partitions,
            8 * MEBIBYTE,
            "The one answer to each fact, with its explanation and the hash chain.");
    dispatchLedger =
        new Topic<>(
            p + "dispatch-ledger",
            LedgerEntry.class,
            LedgerEntry.getClassSchema(),
            "streams",
            NETWORK_KEY + "/dispatchId",
            Kept.EVERY_STATE,
            partitions,
            MEBIBYTE,
            "Where each dispatch stands.");
    requestStatus =
        new Topic<>(
            p + "request-status",
            RequestStatus.class,
            RequestStatus.getClassSchema(),
            "streams",
            NETWORK_KEY + "/requestId",
            Kept.EVERY_STATE,
            partitions,
            MEBIBYTE,
            "Where each aid request stands.");
    offerStatus =
        new Topic<>(
            p + "offer-status",
            OfferStatus.class,
            OfferStatus.getClassSchema(),
            "streams",
            NETWORK_KEY + "/offerId",
            Kept.EVERY_STATE,
            partitions,
            MEBIBYTE,
            "Where each staff offer stands.");
    networkSummary =
        new Topic<>(
            p + "network-summary",
            NetworkSummary.class,
            NetworkSummary.getClassSchema(),
            "streams",
            NETWORK_KEY,
            Kept.LAST_STATE,
            partitions,
            MEBIBYTE,
            "Each network at a glance.");
    rejections =
        new Topic<>(
            p + "rejections",
            Rejection.class,
            Rejection.getClassSchema(),
            "streams",
            NETWORK_KEY,
            Kept.EVERY_RECORD,
            partitions,
            2 * MEBIBYTE,
            "Facts that were refused in substance, with reasons.");
    deadLetters =
        new Topic<>(
            p + "dead-letters",
            DeadLetter.class,
            DeadLetter.getClassSchema(),
            "streams",
            "key of the record it was",
            Kept.EVERY_RECORD,
            partitions,
            4 * MEBIBYTE,
            "Records that could not be read or processed.");
    agreementStatus =
        new Topic<>(
            p + "agreement-status",
            AgreementStatus.class,
            AgreementStatus.getClassSchema(),
            "streams",
            NETWORK_KEY + "/agreementId",
            Kept.EVERY_STATE,
            partitions,
            MEBIBYTE,
            "Where each agreement stands, with the plan confirmations of both sides.");
    bookSeals =
        new Topic<>(
            p + "book-seals",
            BookSeal.class,
            BookSeal.getClassSchema(),
            "streams",
            NETWORK_KEY,
            Kept.EVERY_RECORD,
            partitions,
            2 * MEBIBYTE,
            "State of a network at each change of the rules' version, in parts.");
    owners =
        new Topic<>(
            p + "owners",
            Owner.class,
            Owner.getClassSchema(),
            "streams",
            OwnerKey.MEANING,
            Kept.LAST_STATE,
            partitions,
            MEBIBYTE,
            "Whose each request, offer and dispatch in the state is; what left the state has none.");
  }

  /**
   * The conduct of a drill's run, in one order.
   *
   * @throws IllegalStateException for the live namespace, which has no such topic
   */
  public Topic<DrillEvent> drillEvents() {
    if (!namespace.isDrill()) {
      throw new IllegalStateException("expected a drill's namespace, but the live one");
    }
    return new Topic<>(
        namespace.prefix() + "events",
        DrillEvent.class,
        DrillEvent.getClassSchema(),
        "producers",
        "runId",
        Kept.EVERY_RECORD,
        1,
        MEBIBYTE,
        "How the run is conducted: commands, pace, injects, who plays, notes.");
  }

  /** The catalogue of a namespace with its usual number of partitions. */
  public static Topics of(Namespace namespace) {
    return new Topics(namespace, namespace.isDrill() ? DRILL_PARTITIONS : LIVE_PARTITIONS);
  }

  /** The catalogue of a namespace with another number of partitions. */
  public static Topics of(Namespace namespace, int partitions) {
    return new Topics(namespace, partitions);
  }

  public Namespace namespace() {
    return namespace;
  }

  /**
   * Every topic, in the order of the data's flow; those of later versions of the contract last, so
   * that a new registry assigns the same ids as before. A drill has one more.
   */
  public List<Topic<?>> all() {
    List<Topic<?>> all = new ArrayList<>(decided());
    if (namespace.isDrill()) {
      all.add(drillEvents());
    }
    return List.copyOf(all);
  }

  /** The topics that a run has had in every version of the contract: intake, and decisions. */
  public List<Topic<?>> decided() {
    return List.of(
        intake,
        disasters,
        aidRequests,
        staffOffers,
        dispatchEvents,
        matchDecisions,
        dispatchLedger,
        requestStatus,
        offerStatus,
        networkSummary,
        rejections,
        deadLetters,
        agreementStatus,
        bookSeals,
        owners);
  }
}
