/**
 * Access rights: signed-in accounts, and the reports that each role may make. The same for every
 * module.
 */
@NullMarked
package kizuna.schemas.access;

import org.jspecify.annotations.NullMarked;
