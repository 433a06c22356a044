/**
 * The command line of desks, lenders and coordinators: plain HTTP clients of the API, so that any
 * other program can do the same.
 */
@NullMarked
package kizuna.producers.cli;

import org.jspecify.annotations.NullMarked;
