/** The state at an earlier moment. */
@NullMarked
package kizuna.streams.api.history;

import org.jspecify.annotations.NullMarked;
