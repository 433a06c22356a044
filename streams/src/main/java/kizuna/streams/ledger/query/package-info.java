/**
 * Reads from the read model: one class of queries for each subject, the view that combines them,
 * and the feed of changes. Writes nothing.
 */
@NullMarked
package kizuna.streams.ledger.query;

import org.jspecify.annotations.NullMarked;
