/**
 * Scenarios: large, plausible logs from a seed. {@code seeds/SCENARIOS.md} lists their assumptions.
 */
@NullMarked
package kizuna.seeds.scenario;

import org.jspecify.annotations.NullMarked;
