/**
 * The machine it runs on: installation, data folder, ports, logs, and error messages for the user.
 */
@NullMarked
package kizuna.infra.host;

import org.jspecify.annotations.NullMarked;
