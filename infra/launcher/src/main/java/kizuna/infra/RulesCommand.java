package kizuna.infra;

import java.util.concurrent.Callable;
import kizuna.infra.command.LanguageTag;
import kizuna.streams.explain.Language;
import kizuna.streams.rulebook.RuleBook;
import kizuna.streams.rulebook.RulesChangelog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code infra/kizuna rules}: every rule of the matching, from the code that decides. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = {
      "Every rule (規則) by which requests are matched, in the order in which they apply, and where",
      "each comes from: a law, a guideline, the text of an agreement, or Kizuna itself with a reason.",
      "",
      "  infra/kizuna rules --lang ja",
      "  infra/kizuna rules --changes     # what changed in them, by version",
      "  infra/kizuna rules --markdown    # the tables of streams/RULES.md",
      ""
    })
final class RulesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--lang",
      paramLabel = "ja|en",
      defaultValue = "en",
      converter = LanguageTag.class,
      description = "language of the sentences (default: ${DEFAULT-VALUE})")
  private Language lang = Language.EN;

  @Option(names = "--markdown", description = "as tables, with the Japanese term of each rule")
  private boolean markdown;

  @Option(
      names = "--changes",
      description = "what each version of the rules changed in the decisions, the newest first")
  private boolean changes;

  @Override
  public Integer call() {
    String rules =
        changes
            ? RulesChangelog.of(lang).text()
            : markdown ? RuleBook.markdown(lang) : RuleBook.text(lang);
    spec.commandLine().getOut().print(rules);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
