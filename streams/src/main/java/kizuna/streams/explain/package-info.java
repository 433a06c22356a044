/** Codes and facts as plain sentences, in Japanese or English. */
@NullMarked
package kizuna.streams.explain;

import org.jspecify.annotations.NullMarked;
