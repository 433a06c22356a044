/** The reads over HTTP: JSON, CSV, server-sent events and the board. */
@NullMarked
package kizuna.streams.api;

import org.jspecify.annotations.NullMarked;
