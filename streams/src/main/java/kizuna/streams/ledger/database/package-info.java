/**
 * Where the read model lies: SQLite files or PostgreSQL schemas, their tables, rows and paging.
 * Knows SQL, no Kafka and no HTTP.
 */
@NullMarked
package kizuna.streams.ledger.database;

import org.jspecify.annotations.NullMarked;
