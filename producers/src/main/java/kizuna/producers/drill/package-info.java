/** Replays a drill's facts into its own namespace, at any speed. */
@NullMarked
package kizuna.producers.drill;

import org.jspecify.annotations.NullMarked;
