/**
 * Decides each report: what changes, and why. Pure: knows neither Kafka nor a clock.
 *
 * <p>{@link Decider} hands a fact to the handler of its subject. The handler changes the state and
 * tells the {@link Matcher} what opened or became free. Matching has four steps:
 *
 * <ol>
 *   <li><b>Candidates.</b> {@link RankedLenders} asks the rules ({@code matching.rules}) of each
 *       lender in reach, and ranks those that fit.
 *   <li><b>Plan.</b> {@link DirectFill} gives each its tours, in the order in which requests are
 *       served ({@link RequestWalk}). The {@link Plan} holds who of which offer works for which
 *       request on which days; the draft counts it by day, so everything later in the decision sees
 *       it.
 *   <li><b>Moves.</b> {@link Rearranger} searches chains ({@link ChainSearch}) and makes those that
 *       gain something on the plan ({@link ChainMoves}), within a {@link MoveBudget}. A stay that
 *       stands in for a proposal that people have seen names that one, however often it moves.
 *   <li><b>Proposals.</b> {@link ProposalCutter} cuts them once, at the end. Where nothing moved,
 *       tours stand as planned. Else each offer's people for each request are cut into few tours,
 *       with as many at work, away and at rest on each day. The {@link ExplanationCollector} then
 *       fills in what was proposed.
 * </ol>
 *
 * <p>Calls go down only: Matcher → Rearranger → DirectFill → Plan. What moves leave behind is
 * returned ({@link Rearranger.Left}), not called back.
 *
 * <p>Rejected: a plan of day counts alone, without tours. What is free on a day depends on journeys
 * and rest, and so on how the days are cut; moves on such a plan would be made that cannot be cut.
 * Rejected: a solver that plans all open requests anew in each decision: it costs more than the
 * budget, and moves people for nothing who got another answer an hour ago.
 */
@NullMarked
package kizuna.streams.matching;

import org.jspecify.annotations.NullMarked;
