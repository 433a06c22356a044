/** Questions to a log: what would have been, had something been otherwise. */
@NullMarked
package kizuna.streams.api.analysis;

import org.jspecify.annotations.NullMarked;
