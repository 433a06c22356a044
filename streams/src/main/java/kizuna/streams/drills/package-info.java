/** Results of drills. */
@NullMarked
package kizuna.streams.drills;

import org.jspecify.annotations.NullMarked;
