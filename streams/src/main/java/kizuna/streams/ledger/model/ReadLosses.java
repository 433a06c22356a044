package kizuna.streams.ledger.model;

/**
 * What could not be taken into account.
 *
 * @param deadLetters reports that nobody could act on
 * @param unreadable records of the state topics that are missing in the views
 */
public record ReadLosses(long deadLetters, long unreadable) {}
