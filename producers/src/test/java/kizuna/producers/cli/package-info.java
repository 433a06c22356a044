@NullMarked
package kizuna.producers.cli;

import org.jspecify.annotations.NullMarked;
