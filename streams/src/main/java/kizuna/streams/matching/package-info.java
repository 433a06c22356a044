/**
 * Decides each report: the changes and their reasons. Pure: independent of Kafka and of a clock.
 *
 * <p>{@link Decider} passes a fact to the handler of its subject. The handler changes the state and
 * passes opened requests and freed offers to the {@link Matcher}. Matching has four steps:
 *
 * <ol>
 *   <li><b>Candidates.</b> {@link RankedLenders} checks each lender in reach by the rules ({@code
 *       matching.rules}), and ranks those that fit.
 *   <li><b>Plan.</b> {@link DirectFill} gives each its tours, in serving order ({@link
 *       RequestWalk}). The {@link Plan} contains the persons of each offer for each request by day;
 *       the draft counts it by day, so the rest of the decision includes it.
 *   <li><b>Moves.</b> {@link Rearranger} searches chains ({@link ChainSearch}) and makes those that
 *       gain something on the plan ({@link ChainMoves}), within a {@link MoveBudget}. A stay that
 *       replaces a published proposal names it, also after several moves.
 *   <li><b>Proposals.</b> {@link ProposalCutter} cuts them once, at the end. If nothing moved,
 *       tours remain as planned. Else each offer's people for each request are cut into few tours,
 *       with as many at work, away and at rest on each day. The {@link ExplanationCollector} then
 *       adds the proposals.
 * </ol>
 *
 * <p>Calls go down only: Matcher → Rearranger → DirectFill → Plan. The rest after moves is returned
 * ({@link Rearranger.Left}), not called back.
 *
 * <p>Rejected: a plan of day counts alone, without tours. Free persons on a day depend on journeys
 * and rest, and so on the cut of the days; such a plan would allow moves that cannot be cut.
 * Rejected: a solver that plans all open requests again in each decision: it costs more than the
 * budget, and needlessly moves people with a recent answer.
 */
@NullMarked
package kizuna.streams.matching;

import org.jspecify.annotations.NullMarked;
