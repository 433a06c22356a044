/**
 * A simulated broker with transactions, and instances that decide on it with the production task:
 * crashes, freezes and moves at any step, from a seed.
 */
@NullMarked
package kizuna.streams.simulation;

import org.jspecify.annotations.NullMarked;
