/** Reads logs as committed readers see them, without the records that do not count. */
@NullMarked
package kizuna.streams.log;

import org.jspecify.annotations.NullMarked;
