package kizuna.infra.drill;

import kizuna.codes.MatchRule;
import kizuna.infra.drill.DecidedDrill.Look;
import org.jspecify.annotations.Nullable;

/**
 * Why something came out as it did.
 *
 * @param id of a rule, a term of the rank, a state of the dispatch, or what else decided
 * @param sentence what it says; empty where the sentence before has said it
 * @param look the decision in which it stands; empty where none does
 */
record ComparisonReason(String id, String sentence, @Nullable Look look) {

  /** The lender has offered nobody for these days. */
  static final String OFFER_PERIOD = MatchRule.OFFER_COVERS_PERIOD.name();
}
