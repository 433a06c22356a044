package kizuna.streams.ledger.model;

import java.util.List;
import java.util.Map;
import kizuna.facts.Municipality;
import kizuna.states.LedgerEntry;
import kizuna.states.OfferStatus;
import kizuna.states.RequestStatus;

/**
 * The view of a lender.
 *
 * @param figures of its dispatches
 * @param networks ids of those that it lends in
 * @param dispatches its own, the first to begin first
 * @param requests the requests of those dispatches, by network and id
 */
public record LenderView(
    Municipality municipality,
    LedgerFigures figures,
    List<String> networks,
    List<LedgerEntry> dispatches,
    List<OfferStatus> offers,
    Map<String, RequestStatus> requests) {}
