/** Decides a log in the heap, again or for the first time: for drills, previews, verification. */
@NullMarked
package kizuna.streams.replay;

import org.jspecify.annotations.NullMarked;
