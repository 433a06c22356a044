/** Text as people and programs send it: how it is read, and what two spellings have in common. */
@NullMarked
package kizuna.schemas.text;

import org.jspecify.annotations.NullMarked;
