/**
 * Drills: logs of facts to rehearse on, as files that people can write, and what each must lead to.
 */
@NullMarked
package kizuna.seeds.drill;

import org.jspecify.annotations.NullMarked;
