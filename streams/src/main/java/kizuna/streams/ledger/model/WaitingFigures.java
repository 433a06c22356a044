package kizuna.streams.ledger.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What waits in all networks, for those who are called at night.
 *
 * @param lifeSafety requests of the class LIFE_SAFETY with open person-days
 * @param lifeSafetySince when the oldest of them was asked; null: there is none
 * @param proposedSince when the oldest proposal that nobody answered was made; null: there is none
 */
public record WaitingFigures(
    long lifeSafety, @Nullable Instant lifeSafetySince, @Nullable Instant proposedSince) {}
