/** Child processes: started, watched, restarted, and never left behind. */
@NullMarked
package kizuna.infra.process;

import org.jspecify.annotations.NullMarked;
