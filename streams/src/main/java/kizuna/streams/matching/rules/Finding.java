package kizuna.streams.matching.rules;

/**
 * What one rule found about one lender: expected what, but what; the nearest miss where there are
 * several.
 */
public record Finding(EligibilityRule rule, String expected, String actual) {}
