/** Server-sent events: snapshots and changes of a namespace, for every open page. */
@NullMarked
package kizuna.streams.api.stream;

import org.jspecify.annotations.NullMarked;
