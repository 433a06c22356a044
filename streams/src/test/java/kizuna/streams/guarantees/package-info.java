/**
 * What Kizuna promises, a class each: I1 to I10, over random histories and against a model that is
 * too simple to be wrong.
 */
@NullMarked
package kizuna.streams.guarantees;

import org.jspecify.annotations.NullMarked;
