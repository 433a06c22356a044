package kizuna.streams.explain;

import java.util.List;
import kizuna.codes.MatchRule;

/**
 * An explanation in sentences.
 *
 * @param histogram how many fit, how many each rule ruled out, and who came nearest
 * @param counts how many send people already, and how many each rule ruled out
 * @param subject which request, and what made the matcher look
 * @param days person-days needed and open
 * @param chosen a sentence or more for each chosen lender, in rank order
 * @param outranked the same for each lender that fits and got nothing
 * @param rearranged what was only proposed and was moved
 * @param sending who sends people for the request already, and why it sends no more
 * @param ruledOut the others: what came nearest first, then the reason of the most
 */
public record RenderedExplanation(
    String histogram,
    List<Count> counts,
    String subject,
    String days,
    List<String> chosen,
    List<String> outranked,
    List<String> rearranged,
    List<LenderGroup> sending,
    List<LenderGroup> ruledOut) {

  /**
   * Lenders with the same findings.
   *
   * @param change what would have to change for it to fit, and when it has somebody free; empty
   *     where nothing can be said
   */
  public record LenderGroup(
      List<NamedLender> lenders, List<RuleSentence> findings, String change) {}

  /** A lender with its name. */
  public record NamedLender(String code, String name) {}

  /** The sentence of one rule. */
  public record RuleSentence(MatchRule rule, String sentence) {}

  /** One part of the histogram: a sentence and how many lenders it counts. */
  public record Count(String text, int lenders) {}
}
