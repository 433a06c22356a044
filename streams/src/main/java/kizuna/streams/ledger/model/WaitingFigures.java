package kizuna.streams.ledger.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Waiting requests and proposals of all networks, for alerts.
 *
 * @param lifeSafety requests of the class LIFE_SAFETY with open person-days
 * @param lifeSafetySince time of the oldest of them; null: none
 * @param proposedSince time of the oldest unanswered proposal; null: none
 */
public record WaitingFigures(
    long lifeSafety, @Nullable Instant lifeSafetySince, @Nullable Instant proposedSince) {}
