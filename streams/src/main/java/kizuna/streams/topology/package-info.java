/**
 * Runs the pipeline as a Kafka Streams topology: one sub-topology, exactly once, one hop. Contains
 * no rules.
 */
@NullMarked
package kizuna.streams.topology;

import org.jspecify.annotations.NullMarked;
