package kizuna.streams.matching;

/** One reason of a "no": expected what, for which, but what; in machine form. */
public record Reason(RejectionCode code, String subject, String expected, String actual) {}
