/** Child processes: started, watched, restarted, and never left behind. */
@NullMarked
package kizuna.infra.children;

import org.jspecify.annotations.NullMarked;
