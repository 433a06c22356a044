/** The log format of all parts. */
@NullMarked
package kizuna.schemas.log;

import org.jspecify.annotations.NullMarked;
