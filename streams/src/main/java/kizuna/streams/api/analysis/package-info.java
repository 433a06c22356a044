/** What-if analysis of a log. */
@NullMarked
package kizuna.streams.api.analysis;

import org.jspecify.annotations.NullMarked;
