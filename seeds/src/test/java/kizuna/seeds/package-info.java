@NullMarked
package kizuna.seeds;

import org.jspecify.annotations.NullMarked;
