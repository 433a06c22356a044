/**
 * What Kizuna decides, as plain Java: {@link kizuna.streams.matching.Decider} reads the books and
 * answers a report with a decision. No Kafka, no Avro, no wall clock, no random numbers.
 */
@NullMarked
package kizuna.streams.matching;

import org.jspecify.annotations.NullMarked;
