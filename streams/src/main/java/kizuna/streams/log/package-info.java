/** Reads logs as committed readers see them, and says which of their records count. */
@NullMarked
package kizuna.streams.log;

import org.jspecify.annotations.NullMarked;
