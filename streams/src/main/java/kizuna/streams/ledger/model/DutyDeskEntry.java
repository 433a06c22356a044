package kizuna.streams.ledger.model;

import java.time.Instant;
import kizuna.facts.DutyDeskPublished;

/**
 * Whom to call at a body.
 *
 * @param since the log's time of it
 */
public record DutyDeskEntry(String networkId, DutyDeskPublished desk, Instant since) {}
