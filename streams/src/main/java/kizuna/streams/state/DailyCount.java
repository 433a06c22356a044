package kizuna.streams.state;

/** Persons on each day of a period. */
public record DailyCount(Period days, int headCount) {}
