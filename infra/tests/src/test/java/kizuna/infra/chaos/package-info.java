/**
 * What breaks, for real and simulated, and what must hold after it: {@code infra/kizuna chaos} and
 * {@code infra/kizuna simulate}. Here, because the naive model that judges is the tests'.
 */
@NullMarked
package kizuna.infra.chaos;

import org.jspecify.annotations.NullMarked;
