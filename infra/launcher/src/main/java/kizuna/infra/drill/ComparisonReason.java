package kizuna.infra.drill;

import kizuna.codes.MatchRule;
import kizuna.infra.drill.DecidedDrill.Look;
import org.jspecify.annotations.Nullable;

/**
 * The reason for a result.
 *
 * @param id id of a rule, a term of the rank, a state of the dispatch, or another cause
 * @param sentence its text; empty if the sentence before contains it
 * @param look the decision that contains it; null if none does
 */
record ComparisonReason(String id, String sentence, @Nullable Look look) {

  /** The lender has no offer for these days. */
  static final String OFFER_PERIOD = MatchRule.OFFER_COVERS_PERIOD.name();
}
