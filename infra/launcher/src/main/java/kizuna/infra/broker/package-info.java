/** The embedded Kafka broker and the provisioning of topics. */
@NullMarked
package kizuna.infra.broker;

import org.jspecify.annotations.NullMarked;
