package kizuna.streams.explain;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kizuna.streams.explain.RenderedExplanation.LenderGroup;
import kizuna.streams.explain.RenderedExplanation.NamedLender;
import kizuna.streams.explain.RenderedExplanation.RuleSentence;

/** An explanation as plain text, for terminals and mail. */
final class PlainTextLayout {

  private final Localization localization;
  private final MessageCatalog words;

  PlainTextLayout(Localization localization) {
    this.localization = localization;
    this.words = localization.words();
  }

  /**
   * Histogram first, then each group of lenders under its heading.
   *
   * @param decision the sentence that names the decision
   */
  String of(RenderedExplanation rendered, String decision) {

    StringBuilder text = new StringBuilder();
    text.append(rendered.histogram())
        .append('\n')
        .append(rendered.subject())
        .append('\n')
        .append(rendered.days());
    text.append('\n');
    section(
        text,
        "why.section.chosen",
        rendered.chosen().isEmpty() ? List.of(words.text("why.nobody.chosen")) : rendered.chosen());
    section(text, "why.section.outranked", rendered.outranked());
    section(text, "why.section.rearranged", rendered.rearranged());
    section(
        text,
        "why.section.sending",
        rendered.sending().stream().map(s -> group(s, false)).toList());
    section(
        text,
        "why.section.ruledOut",
        rendered.ruledOut().stream().map(s -> group(s, true)).toList());
    if (rendered.ruledOut().stream().anyMatch(some -> !some.change().isEmpty())) {
      text.append(words.text("why.section.changes")).append('\n');
    }
    text.append('\n').append(decision).append('\n');
    return text.toString();
  }

  private String group(LenderGroup some, boolean changes) {
    String said =
        localization.sentences(
            Stream.concat(
                some.findings().stream().map(RuleSentence::sentence),
                Stream.of(changes ? some.change() : "")));
    return some.lenders().size() == 1
        ? words.sentence("why.ruledOut", localization.named(some.lenders().get(0).code()), said)
        : words.sentence(
            "why.ruledOut.several",
            some.lenders().stream()
                .map(NamedLender::name)
                .collect(Collectors.joining(words.text("why.histogram.separator"))),
            said,
            some.lenders().size());
  }

  private void section(StringBuilder text, String title, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    text.append('\n').append(words.text(title)).append('\n');
    lines.forEach(line -> text.append("- ").append(line).append('\n'));
  }
}
