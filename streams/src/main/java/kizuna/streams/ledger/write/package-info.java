/** Writes records into the read model: one transaction for each batch, offsets beside the rows. */
@NullMarked
package kizuna.streams.ledger.write;

import org.jspecify.annotations.NullMarked;
