/** The form of facts: JSON in and out, and every check that needs no knowledge of the state. */
@NullMarked
package kizuna.schemas.form;

import org.jspecify.annotations.NullMarked;
