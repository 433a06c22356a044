package kizuna.streams.matching;

import java.util.List;
import kizuna.streams.books.Request;

/**
 * Why a request got what it got.
 *
 * @param openBefore person-days open before the decision
 * @param verdicts the chosen first, then the outranked, in rank order; then the ruled out by code
 */
public record Explanation(
    Request request,
    MatchTrigger trigger,
    int requestedPersonDays,
    int openBefore,
    int openAfter,
    List<LenderVerdict> verdicts) {}
