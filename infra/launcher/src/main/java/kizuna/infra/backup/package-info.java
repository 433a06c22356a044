/** Copies of an installation's data folder. */
@NullMarked
package kizuna.infra.backup;

import org.jspecify.annotations.NullMarked;
