/**
 * The decision pipeline: admit, deduplicate, decide, record, apply, route, and its saved state.
 * {@link kizuna.streams.processing.FactProcessor} is its table of contents. Contains no rule, and
 * runs without Kafka Streams.
 */
@NullMarked
package kizuna.streams.processing;

import org.jspecify.annotations.NullMarked;
