/** Drills: logs of facts for exercises, as files that users can write, with expected results. */
@NullMarked
package kizuna.seeds.drill;

import org.jspecify.annotations.NullMarked;
