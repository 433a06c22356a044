/**
 * What the commands share: the cluster that one works on, its options, and how a failure is told.
 */
@NullMarked
package kizuna.infra.command;

import org.jspecify.annotations.NullMarked;
