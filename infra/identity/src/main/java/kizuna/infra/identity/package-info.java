/** Who is who on an installation that has no identity provider of its own. */
@NullMarked
package kizuna.infra.identity;

import org.jspecify.annotations.NullMarked;
