/**
 * The state of a lending network: what was reported and decided so far, as plain Java. It changes
 * only by {@link kizuna.streams.state.Change}, and decides nothing.
 */
@NullMarked
package kizuna.streams.state;

import org.jspecify.annotations.NullMarked;
