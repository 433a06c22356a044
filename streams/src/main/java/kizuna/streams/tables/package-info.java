/** Tables as files: CSV for programs, XLSX for spreadsheets. */
@NullMarked
package kizuna.streams.tables;

import org.jspecify.annotations.NullMarked;
