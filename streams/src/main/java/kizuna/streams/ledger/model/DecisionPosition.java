package kizuna.streams.ledger.model;

/** The position of a decision's record. */
public record DecisionPosition(int partition, long offset, long sequence) {}
