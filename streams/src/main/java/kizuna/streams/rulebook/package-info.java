/** Every rule of the matching as people read it, made from the code that decides. */
@NullMarked
package kizuna.streams.rulebook;

import org.jspecify.annotations.NullMarked;
