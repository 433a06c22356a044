@NullMarked
package kizuna.edge;

import org.jspecify.annotations.NullMarked;
