/**
 * Reference data: the local governments, wards, associations and agreements that a log begins with.
 */
@NullMarked
package kizuna.seeds;

import org.jspecify.annotations.NullMarked;
