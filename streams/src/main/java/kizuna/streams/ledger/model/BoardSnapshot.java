package kizuna.streams.ledger.model;

import java.util.List;
import kizuna.states.LedgerEntry;
import kizuna.states.RequestStatus;

/**
 * The first data of a board.
 *
 * @param position position in the feed after which the later changes begin
 * @param openRequests the most urgent ones, with the number of all
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
