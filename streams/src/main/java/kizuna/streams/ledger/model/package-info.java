/** Values that the read model returns: rows, figures, cursors. No SQL, no Kafka. */
@NullMarked
package kizuna.streams.ledger.model;

import org.jspecify.annotations.NullMarked;
