/** Writes records into the read model: one transaction for each batch, with the offsets. */
@NullMarked
package kizuna.streams.ledger.write;

import org.jspecify.annotations.NullMarked;
