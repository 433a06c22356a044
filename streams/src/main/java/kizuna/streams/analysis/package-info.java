/**
 * Questions to a log that it is decided again for: what differs between two runs, what if, are we
 * ready. No topology, no broker.
 */
@NullMarked
package kizuna.streams.analysis;

import org.jspecify.annotations.NullMarked;
