package kizuna.streams.contract;

import kizuna.decisions.BookSeal;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.DispatchEvent;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Rejection;
import kizuna.facts.Fact;
import kizuna.schemas.SchemaRegistry;
import kizuna.schemas.Topics;
import kizuna.schemas.WireFormat;
import kizuna.states.AgreementStatus;
import kizuna.states.LedgerEntry;
import kizuna.states.NetworkSummary;
import kizuna.states.OfferStatus;
import kizuna.states.Owner;
import kizuna.states.RequestStatus;

/** The wire formats of a namespace's topics; making them registers every schema. */
public record TopicSerdes(
    WireFormat<Fact> facts,
    WireFormat<MatchDecision> decisions,
    WireFormat<DispatchEvent> events,
    WireFormat<Rejection> rejections,
    WireFormat<DeadLetter> deadLetters,
    WireFormat<LedgerEntry> ledger,
    WireFormat<RequestStatus> requests,
    WireFormat<OfferStatus> offers,
    WireFormat<NetworkSummary> summaries,
    WireFormat<AgreementStatus> agreements,
    WireFormat<BookSeal> seals,
    WireFormat<Owner> owners,
    SchemaRegistry registry) {

  public static TopicSerdes of(Topics topics, SchemaRegistry registry) {
    WireFormat.of(topics.disasters, registry);
    WireFormat.of(topics.aidRequests, registry);
    WireFormat.of(topics.staffOffers, registry);
    return new TopicSerdes(
        WireFormat.of(topics.intake, registry),
        WireFormat.of(topics.matchDecisions, registry),
        WireFormat.of(topics.dispatchEvents, registry),
        WireFormat.of(topics.rejections, registry),
        WireFormat.of(topics.deadLetters, registry),
        WireFormat.of(topics.dispatchLedger, registry),
        WireFormat.of(topics.requestStatus, registry),
        WireFormat.of(topics.offerStatus, registry),
        WireFormat.of(topics.networkSummary, registry),
        WireFormat.of(topics.agreementStatus, registry),
        WireFormat.of(topics.bookSeals, registry),
        WireFormat.of(topics.owners, registry),
        registry);
  }
}
