/**
 * The state of a lending network: the result of all reports and decisions so far, as plain Java. It
 * changes only by {@link kizuna.streams.state.Change}, and decides nothing.
 */
@NullMarked
package kizuna.streams.state;

import org.jspecify.annotations.NullMarked;
