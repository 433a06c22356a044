package kizuna.streams.ledger.model;

import java.util.List;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;

/**
 * All that a board shows first.
 *
 * @param position where in the feed the changes after this begin
 * @param openRequests the most urgent ones; the page says how many there are
 */
public record BoardSnapshot(
    long position,
    boolean caughtUp,
    List<NetworkFigures> networks,
    List<DisasterFigures> disasters,
    RowPage<RequestStatus> openRequests,
    RowPage<LedgerEntry> ledger,
    List<Flow> flows,
    long deadLetters,
    long unreadable) {}
