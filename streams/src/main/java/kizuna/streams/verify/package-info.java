/**
 * Reads logged facts and decisions, and decides them again: audit, drills and regression depend on
 * the same bytes.
 */
@NullMarked
package kizuna.streams.verify;

import org.jspecify.annotations.NullMarked;
