/**
 * After-action reports of drills (検証報告書): objectives measured on the log, and the figures of a run.
 * Plain code over the records of a run, without Kafka and HTTP.
 */
@NullMarked
package kizuna.streams.afteraction;

import org.jspecify.annotations.NullMarked;
