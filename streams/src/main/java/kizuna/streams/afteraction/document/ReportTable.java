package kizuna.streams.afteraction.document;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table of a report in one language. Rows are made while they are written: all rows of a large
 * run would take hundreds of megabytes.
 *
 * @param key name of the table in files and word lists
 * @param head names of the columns
 * @param durations columns, from 0, that contain durations
 * @param size number of rows
 * @param rows texts, whole numbers, days, times and durations; null for an empty cell
 * @param unlisted number of rows that are left out because of the report's limit
 */
record ReportTable(
    String key,
    String title,
    List<String> head,
    Set<Integer> durations,
    int size,
    Supplier<Stream<List<@Nullable Object>>> rows,
    long unlisted) {}
