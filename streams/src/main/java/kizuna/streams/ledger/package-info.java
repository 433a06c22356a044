/** What people see: views of a namespace, built from committed records only. */
@NullMarked
package kizuna.streams.ledger;

import org.jspecify.annotations.NullMarked;
