package kizuna.streams.explain;

import java.util.List;
import kizuna.codes.MatchRule;

/**
 * An explanation in sentences.
 *
 * @param histogram how many fit, how many each rule ruled out, and the nearest lender
 * @param counts number that already send people, and number that each rule ruled out
 * @param subject the request, and the trigger of the matching
 * @param days person-days needed and open
 * @param chosen one or more sentences for each chosen lender, in rank order
 * @param outranked the same for each lender that fits and got nothing
 * @param rearranged moved proposals
 * @param sending lenders that already send people for the request, and why they send no more
 * @param ruledOut the others: the nearest first, then the most frequent reason
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
   * @param change the change after which it fits, and when it has persons free; empty if not known
   */
  public record LenderGroup(
      List<NamedLender> lenders, List<RuleSentence> findings, String change) {}

  public record NamedLender(String code, String name) {}

  /** The sentence of one rule. */
  public record RuleSentence(MatchRule rule, String sentence) {}

  /** One part of the histogram: a sentence and its number of lenders. */
  public record Count(String text, int lenders) {}
}
