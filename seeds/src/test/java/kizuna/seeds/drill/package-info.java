@NullMarked
package kizuna.seeds.drill;

import org.jspecify.annotations.NullMarked;
