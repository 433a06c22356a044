/** Commands that put questions to a log: export it, compare it, change it, measure it. */
@NullMarked
package kizuna.infra.analysis;

import org.jspecify.annotations.NullMarked;
