/** The one address for people and programs: routing, limits, headers, health. */
@NullMarked
package kizuna.infra.door;

import org.jspecify.annotations.NullMarked;
