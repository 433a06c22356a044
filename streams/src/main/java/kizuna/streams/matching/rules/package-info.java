/**
 * Which lender may help which receiver, in which order, and for how long: the ordered lists of
 * rules.
 */
@NullMarked
package kizuna.streams.matching.rules;

import org.jspecify.annotations.NullMarked;
