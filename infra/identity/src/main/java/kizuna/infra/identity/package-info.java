/** The embedded identity provider, for an installation without its own. */
@NullMarked
package kizuna.infra.identity;

import org.jspecify.annotations.NullMarked;
