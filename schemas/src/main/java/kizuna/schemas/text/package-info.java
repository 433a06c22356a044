/** Text as people and programs send it: reading and normalization. */
@NullMarked
package kizuna.schemas.text;

import org.jspecify.annotations.NullMarked;
