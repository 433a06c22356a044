/**
 * The HTTP edge of both applications, streams and producers: who a caller is, in which language it
 * is answered, and every refusal as problem details (RFC 9457). Each application keeps its own
 * {@code SecurityFilterChain} with its paths.
 */
@NullMarked
package kizuna.edge;

import org.jspecify.annotations.NullMarked;
