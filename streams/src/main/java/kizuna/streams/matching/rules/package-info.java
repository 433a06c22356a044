/** Who may help whom, who goes first, and for how long: the ordered lists of rules. */
@NullMarked
package kizuna.streams.matching.rules;

import org.jspecify.annotations.NullMarked;
