/** The contract's promises, each a test. */
@NullMarked
package kizuna.schemas;

import org.jspecify.annotations.NullMarked;
