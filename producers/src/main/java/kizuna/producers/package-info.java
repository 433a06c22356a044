/**
 * The facts from outside: the one Kafka producer, and the HTTP door of desks, wards and
 * coordinators.
 */
@NullMarked
package kizuna.producers;

import org.jspecify.annotations.NullMarked;
