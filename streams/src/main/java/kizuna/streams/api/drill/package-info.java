/**
 * How a drill's run is conducted, for its director and for those who take part, and the report of
 * one that has ended.
 */
@NullMarked
package kizuna.streams.api.drill;

import org.jspecify.annotations.NullMarked;
