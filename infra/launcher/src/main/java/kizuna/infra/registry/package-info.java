/** The embedded schema registry, a child process. */
@NullMarked
package kizuna.infra.registry;

import org.jspecify.annotations.NullMarked;
