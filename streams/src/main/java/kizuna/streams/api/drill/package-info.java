<<<<<<< HEAD
/** Drills: how a run is conducted, for its director and those who take part; its report. */
=======
/**
 * How a drill's run is conducted, for its director and for those who take part, and the report of
 * one that has ended.
 */
>>>>>>> c2d171ec68fe7b5eba0749a280668653cb8ea279
@NullMarked
package kizuna.streams.api.drill;

import org.jspecify.annotations.NullMarked;
