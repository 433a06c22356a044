/**
 * The storage of the read model: SQLite files or PostgreSQL schemas, their tables, rows and paging.
 * SQL only, no Kafka and no HTTP.
 */
@NullMarked
package kizuna.streams.ledger.database;

import org.jspecify.annotations.NullMarked;
