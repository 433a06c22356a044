/** Accounts of programs at the embedded broker and registry, and the secrets that prove them. */
@NullMarked
package kizuna.infra.accounts;

import org.jspecify.annotations.NullMarked;
