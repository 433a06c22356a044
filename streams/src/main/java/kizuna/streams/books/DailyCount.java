package kizuna.streams.books;

/** Persons on each day of a period. */
public record DailyCount(Period days, int headCount) {}
