/**
 * The command line of desks, lenders and coordinators: plain HTTP clients of the door, so that what
 * works here works for any other program too.
 */
@NullMarked
package kizuna.producers.cli;

import org.jspecify.annotations.NullMarked;
