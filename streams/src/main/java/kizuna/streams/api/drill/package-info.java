/** Drills: how a run is conducted, for its director and those who take part; its report. */
@NullMarked
package kizuna.streams.api.drill;

import org.jspecify.annotations.NullMarked;
