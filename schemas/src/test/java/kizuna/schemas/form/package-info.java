/** The form of facts, by example and by seeded generators. */
@NullMarked
package kizuna.schemas.form;

import org.jspecify.annotations.NullMarked;
