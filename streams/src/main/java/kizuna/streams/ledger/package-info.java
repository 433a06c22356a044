/**
 * The read model: the data for people and other systems, in a database built from committed records
 * only. It decides nothing and can be rebuilt at any time.
 *
 * <p>Packages depend in one direction: {@code model ← database ← query ← write ← projection}.
 */
@NullMarked
package kizuna.streams.ledger;

import org.jspecify.annotations.NullMarked;
