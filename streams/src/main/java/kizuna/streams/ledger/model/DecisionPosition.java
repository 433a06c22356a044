package kizuna.streams.ledger.model;

/** Where the record of a decision lies. */
public record DecisionPosition(int partition, long offset, long sequence) {}
