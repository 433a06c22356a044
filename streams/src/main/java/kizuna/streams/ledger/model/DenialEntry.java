package kizuna.streams.ledger.model;

import java.time.Instant;
import kizuna.facts.AccessDenied;

/**
 * Somebody tried what is not theirs.
 *
 * @param at the log's time of it
 */
public record DenialEntry(String networkId, Instant at, AccessDenied denied) {}
