/**
 * How well the pure matcher fills requests: random worlds, two optima by a solver, what must never
 * happen, and what a decision costs. Judges from the worlds' own data, not by the matcher's rules.
 */
@NullMarked
package kizuna.infra.bench.quality;

import org.jspecify.annotations.NullMarked;
