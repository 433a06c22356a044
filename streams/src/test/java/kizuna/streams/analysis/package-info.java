@NullMarked
package kizuna.streams.analysis;

import org.jspecify.annotations.NullMarked;
