/** Tests of how text is read. */
@NullMarked
package kizuna.schemas.text;

import org.jspecify.annotations.NullMarked;
