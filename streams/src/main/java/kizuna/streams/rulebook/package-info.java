/** Every rule of the matching for readers, made from the code that decides. */
@NullMarked
package kizuna.streams.rulebook;

import org.jspecify.annotations.NullMarked;
