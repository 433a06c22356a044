package kizuna.producers;

import org.jspecify.annotations.Nullable;

/**
 * Whose something is.
 *
 * @param receiver the municipality that asked for it, or to which it goes; null: none
 * @param lender the lender whose people it is about; null: none
 * @param answers id of the request that an offer answers, whose receiver may turn it away; null:
 *     none
 */
record Owner(@Nullable String receiver, @Nullable String lender, @Nullable String answers) {}
