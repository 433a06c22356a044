package kizuna.streams.ledger.model;

import java.util.List;
import kizuna.facts.Municipality;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;

/**
 * The view of a municipality's desk.
 *
 * @param disasters that struck it, or of its requests
 * @param requests its own, the last asked first
 * @param dispatches of them, the first to begin first
 * @param figures of its requests, and of the dispatches to it
 * @param networks ids of networks that have an agreement with it, or that it asked
 */
public record DeskView(
    Municipality municipality,
    LedgerFigures figures,
    List<DisasterEntry> disasters,
    List<RequestStatus> requests,
    List<LedgerEntry> dispatches,
    List<String> networks) {}
