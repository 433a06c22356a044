/** How fast it is, measured on this machine: the whole topology beside what Kafka alone can do. */
@NullMarked
package kizuna.infra.bench;

import org.jspecify.annotations.NullMarked;
