/**
 * Decisions: explanations, outcomes, rejections, denials, dead letters, and previews of what would
 * be decided.
 */
@NullMarked
package kizuna.streams.api.decision;

import org.jspecify.annotations.NullMarked;
