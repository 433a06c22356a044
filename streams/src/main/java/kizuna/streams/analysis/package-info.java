/**
 * Analyses that decide a log again: differences between two runs, what-if, readiness. No topology,
 * no broker.
 */
@NullMarked
package kizuna.streams.analysis;

import org.jspecify.annotations.NullMarked;
