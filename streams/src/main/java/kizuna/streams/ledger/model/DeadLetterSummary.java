package kizuna.streams.ledger.model;

import kizuna.decisions.DeadLetter;

/**
 * A record that could not be processed, without its full value.
 *
 * @param letter its value cut to the first bytes
 * @param valueBytes length of the full value
 */
public record DeadLetterSummary(int partition, long offset, DeadLetter letter, int valueBytes) {}
