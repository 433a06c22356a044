/**
 * What all controllers share: authorization, language and namespace of a request, limits and
 * response headers.
 */
@NullMarked
package kizuna.streams.api.edge;

import org.jspecify.annotations.NullMarked;
