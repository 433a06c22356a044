/**
 * The documents of an after-action report: one HTML page that prints on A4, and tables as CSV and
 * XLSX. Every table is made once, for all forms.
 */
@NullMarked
package kizuna.streams.afteraction.document;

import org.jspecify.annotations.NullMarked;
