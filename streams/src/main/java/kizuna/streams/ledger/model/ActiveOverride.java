package kizuna.streams.ledger.model;

import java.time.Instant;
import kizuna.facts.OverrideMade;

/**
 * A coordinator's override in force.
 *
 * @param at the log's time of the fact that made it
 * @param by the reporter
 */
public record ActiveOverride(String networkId, OverrideMade made, Instant at, String by) {}
