/**
 * Translates between the Avro contract and the records of the rules, in both directions.
 * Independent of stores and logs.
 */
@NullMarked
package kizuna.streams.contract;

import org.jspecify.annotations.NullMarked;
