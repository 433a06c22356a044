package kizuna.streams.ledger.model;

import java.time.Instant;
import kizuna.decisions.Notice;

/**
 * What a decision said that somebody should know.
 *
 * @param at the log's time of the decision
 */
public record NoticeEntry(String networkId, long sequence, Instant at, Notice notice) {}
