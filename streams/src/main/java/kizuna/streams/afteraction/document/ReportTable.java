package kizuna.streams.afteraction.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of a report in one language.
 *
 * @param key name of the table in files and word lists
 * @param head what the columns are called
 * @param rows texts, whole numbers, days, times and durations; null for an empty cell
 * @param unlisted number of rows that are left out because of the report's limit
 */
record ReportTable(
    String key,
    String title,
    List<String> head,
    List<List<@Nullable Object>> rows,
    long unlisted) {}
