@NullMarked
package kizuna.producers;

import org.jspecify.annotations.NullMarked;
