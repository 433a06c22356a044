package kizuna.streams.ledger.model;

import kizuna.decisions.DeadLetter;

/**
 * A record that nobody could act on, without its bulk.
 *
 * @param letter its value cut to the first bytes
 * @param valueBytes how long the value was
 */
public record DeadLetterSummary(int partition, long offset, DeadLetter letter, int valueBytes) {}
