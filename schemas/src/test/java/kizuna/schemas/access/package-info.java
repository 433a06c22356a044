/** Access tokens for the tests of every door. */
@NullMarked
package kizuna.schemas.access;

import org.jspecify.annotations.NullMarked;
