package kizuna.streams.ledger.model;

import java.time.Instant;
import kizuna.facts.AccessDenied;

/**
 * A denied access.
 *
 * @param at the log's time of it
 */
public record DenialEntry(String networkId, Instant at, AccessDenied denied) {}
