/**
 * The machine it runs on: installation, data folder, ports, logs, and the messages to the user
 * about what is wrong.
 */
@NullMarked
package kizuna.infra.host;

import org.jspecify.annotations.NullMarked;
