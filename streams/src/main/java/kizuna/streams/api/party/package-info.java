/** The views of an emergency desk, a lender and a coordinator. */
@NullMarked
package kizuna.streams.api.party;

import org.jspecify.annotations.NullMarked;
