package kizuna.streams.afteraction.document;

/**
 * A way from a report that is read in the browser: to the same with another comparison, or to its
 * tables.
 *
 * @param text what it is called
 * @param address relative to the page
 * @param chosen whether the report has this comparison already, and the link takes it away
 */
public record ReportLink(String text, String address, boolean chosen) {}
