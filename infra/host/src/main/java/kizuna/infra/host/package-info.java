/**
 * The machine it runs on: installation, data folder, ports, logs, and how the user is told what is
 * wrong.
 */
@NullMarked
package kizuna.infra.host;

import org.jspecify.annotations.NullMarked;
