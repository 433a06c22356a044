/**
 * The books of a lending network: what was reported and decided so far, as plain Java. They change
 * only by {@link kizuna.streams.state.Change}, and decide nothing.
 */
@NullMarked
package kizuna.streams.state;

import org.jspecify.annotations.NullMarked;
