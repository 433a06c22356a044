/**
 * Scenarios: large, plausible logs from a seed. What they assume stands in {@code
 * seeds/SCENARIOS.md}.
 */
@NullMarked
package kizuna.seeds.scenario;

import org.jspecify.annotations.NullMarked;
