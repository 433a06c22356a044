/** Benchmarks on this machine: the whole topology compared with Kafka alone. */
@NullMarked
package kizuna.infra.bench;

import org.jspecify.annotations.NullMarked;
