/** The launcher and the command line. */
@NullMarked
package kizuna.infra;

import org.jspecify.annotations.NullMarked;
