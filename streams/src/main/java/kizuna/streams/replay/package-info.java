/** Decides a log again, or for the first time, in the heap: for drills, previews, verification. */
@NullMarked
package kizuna.streams.replay;

import org.jspecify.annotations.NullMarked;
