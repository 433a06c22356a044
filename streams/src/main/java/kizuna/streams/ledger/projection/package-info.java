/**
 * Reads the committed topics of each namespace into its read model: consumers, catch-up, lag,
 * rebuild and take-over. The only package of the read model that uses Kafka clients.
 */
@NullMarked
package kizuna.streams.ledger.projection;

import org.jspecify.annotations.NullMarked;
