/**
 * The HTTP edge of both applications, streams and producers: the identity of a caller, the language
 * of the response, and every refusal as problem details (RFC 9457). Each application has its own
 * {@code SecurityFilterChain} with its paths.
 */
@NullMarked
package kizuna.edge;

import org.jspecify.annotations.NullMarked;
