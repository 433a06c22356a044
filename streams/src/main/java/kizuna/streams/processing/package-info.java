/**
 * The decision pipeline: admit, deduplicate, decide, record, apply, route, and the saved state that
 * it works on. {@link kizuna.streams.processing.FactProcessor} is its table of contents. Holds no
 * rule, and runs without Kafka Streams.
 */
@NullMarked
package kizuna.streams.processing;

import org.jspecify.annotations.NullMarked;
