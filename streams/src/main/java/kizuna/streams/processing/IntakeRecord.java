package kizuna.streams.processing;

import org.jspecify.annotations.Nullable;

/**
 * One record of the intake log as received.
 *
 * @param timestamp milliseconds; written into a dead letter only
 */
record IntakeRecord(
    byte @Nullable [] key, byte @Nullable [] value, int partition, long offset, long timestamp) {}
