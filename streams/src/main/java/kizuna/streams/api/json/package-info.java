/** Rows as JSON, by subject. Field names are part of the HTTP contract. */
@NullMarked
package kizuna.streams.api.json;

import org.jspecify.annotations.NullMarked;
