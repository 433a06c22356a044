package kizuna.streams.afteraction.document;

/**
 * A link in a report page: to the same report with another comparison, or to its tables.
 *
 * @param text its label
 * @param address relative to the page
 * @param chosen whether the report has this comparison already, and the link removes it
 */
public record ReportLink(String text, String address, boolean chosen) {}
