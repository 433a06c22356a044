/**
 * The read model: what people and other systems see, kept in a database from committed records
 * only. It decides nothing and can be rebuilt at any time.
 *
 * <p>Packages depend one way: {@code model ← database ← query ← write ← projection}.
 */
@NullMarked
package kizuna.streams.ledger;

import org.jspecify.annotations.NullMarked;
