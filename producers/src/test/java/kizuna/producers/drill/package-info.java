@NullMarked
package kizuna.producers.drill;

import org.jspecify.annotations.NullMarked;
