/** What is read of a drill that has ended. */
@NullMarked
package kizuna.streams.api.drill;

import org.jspecify.annotations.NullMarked;
