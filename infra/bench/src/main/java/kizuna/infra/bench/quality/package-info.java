/**
 * The quality of the pure matcher: random worlds, two optima by a solver, invariants, and the cost
 * of a decision. It checks against the worlds' own data, not by the matcher's rules.
 */
@NullMarked
package kizuna.infra.bench.quality;

import org.jspecify.annotations.NullMarked;
