/**
 * What all controllers share: who may read, which language and namespace a caller wants, limits and
 * response headers.
 */
@NullMarked
package kizuna.streams.api.edge;

import org.jspecify.annotations.NullMarked;
