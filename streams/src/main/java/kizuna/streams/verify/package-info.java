/**
 * Reads what was logged and decided, and decides it again: audit, drills and regression rest on
 * that giving the same bytes.
 */
@NullMarked
package kizuna.streams.verify;

import org.jspecify.annotations.NullMarked;
