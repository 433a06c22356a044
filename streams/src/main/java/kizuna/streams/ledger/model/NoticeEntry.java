package kizuna.streams.ledger.model;

import java.time.Instant;
import kizuna.decisions.Notice;

/**
 * A notice of a decision.
 *
 * @param at the log's time of the decision
 */
public record NoticeEntry(String networkId, long sequence, Instant at, Notice notice) {}
