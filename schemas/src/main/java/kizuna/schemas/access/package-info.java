/**
 * Who may do what: signed-in accounts, and what each role may report. The same for every module.
 */
@NullMarked
package kizuna.schemas.access;

import org.jspecify.annotations.NullMarked;
