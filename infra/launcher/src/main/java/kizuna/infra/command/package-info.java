/**
 * What the commands share: the cluster that one works on, its options, sentences, and the texts of
 * failures.
 */
@NullMarked
package kizuna.infra.command;

import org.jspecify.annotations.NullMarked;
