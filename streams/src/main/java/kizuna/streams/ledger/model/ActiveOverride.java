package kizuna.streams.ledger.model;

import java.time.Instant;
import kizuna.facts.OverrideMade;

/**
 * A coordinator's decision that stands.
 *
 * @param at the log's time of the fact that made it
 * @param by who reported it
 */
public record ActiveOverride(String networkId, OverrideMade made, Instant at, String by) {}
