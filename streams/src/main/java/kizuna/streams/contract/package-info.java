/**
 * Translates between the Avro contract and the records of the rules, in both directions. Knows no
 * store and no log.
 */
@NullMarked
package kizuna.streams.contract;

import org.jspecify.annotations.NullMarked;
