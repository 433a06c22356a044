/** The conduct of a drill's run: its events, read and folded. */
@NullMarked
package kizuna.schemas.drill;

import org.jspecify.annotations.NullMarked;
