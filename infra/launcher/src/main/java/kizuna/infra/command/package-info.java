/** Shared by the commands: the cluster, its options, messages, and the texts of failures. */
@NullMarked
package kizuna.infra.command;

import org.jspecify.annotations.NullMarked;
