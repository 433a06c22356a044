package kizuna.streams.afteraction;

import java.time.Duration;
import java.util.Optional;

/**
 * Durations over all cases; empty without a case.
 *
 * @param median of n sorted values the one at index n/2
 * @param ninetieth of n sorted values the one at index n·90/100
 */
public record WaitFigures(
    int count,
    Optional<Duration> median,
    Optional<Duration> ninetieth,
    Optional<Duration> longest) {}
