/** What an emergency desk, a lender and a coordinator see of their own. */
@NullMarked
package kizuna.streams.api.party;

import org.jspecify.annotations.NullMarked;
