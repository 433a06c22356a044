/**
 * Who may help whom, and who first: the ordered list of eligibility rules, and the search for
 * candidates.
 */
@NullMarked
package kizuna.streams.matching.rules;

import org.jspecify.annotations.NullMarked;
