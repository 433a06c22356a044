package kizuna.streams.ledger.model;

/**
 * The records that could not be processed.
 *
 * @param deadLetters reports that could not be processed
 * @param unreadable records of the state topics that are missing in the views
 */
public record ReadLosses(long deadLetters, long unreadable) {}
