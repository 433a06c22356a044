/** How a drill's run is conducted: its events, read and folded. */
@NullMarked
package kizuna.schemas.drill;

import org.jspecify.annotations.NullMarked;
