/** Drills: conduct of a run, for its director and participants; its report. */
@NullMarked
package kizuna.streams.api.drill;

import org.jspecify.annotations.NullMarked;
