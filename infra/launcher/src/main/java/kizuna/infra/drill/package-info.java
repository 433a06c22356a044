/** Runs joint drills in namespaces of their own, and verifies what was decided. */
@NullMarked
package kizuna.infra.drill;

import org.jspecify.annotations.NullMarked;
