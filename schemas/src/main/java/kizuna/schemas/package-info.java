/** The contract: topics, wire format, schema registry. */
@NullMarked
package kizuna.schemas;

import org.jspecify.annotations.NullMarked;
