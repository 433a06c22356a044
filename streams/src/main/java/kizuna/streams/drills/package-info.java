/** What a drill led to. */
@NullMarked
package kizuna.streams.drills;

import org.jspecify.annotations.NullMarked;
