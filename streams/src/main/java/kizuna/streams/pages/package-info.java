/** The reads over HTTP: JSON, CSV, server-sent events and the board. */
@NullMarked
package kizuna.streams.pages;

import org.jspecify.annotations.NullMarked;
