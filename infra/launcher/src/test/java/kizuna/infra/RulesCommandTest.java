package kizuna.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import kizuna.streams.explain.Language;
import kizuna.streams.rulebook.RuleBook;
import org.junit.jupiter.api.Test;

/** {@code infra/kizuna rules} says the rules of the code in the language asked for. */
class RulesCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void theRulesComeInBothLanguagesAndAsTables() {
    assertThat(run("rules")).isZero();
    assertThat(run("rules", "--lang", "ja")).isZero();
    assertThat(run("rules", "--markdown")).isZero();

    assertThat(out.toString())
        .isEqualTo(
            RuleBook.text(Language.EN)
                + RuleBook.text(Language.JA)
                + RuleBook.markdown(Language.EN));
  }

  @Test
  void anotherLanguageIsRefusedInOneSentence() {
    assertThat(run("rules", "--lang", "fr")).isEqualTo(2);
    assertThat(err.toString()).contains("expected ja or en, but fr");
  }

  private int run(String... args) {
    return Kizuna.commandLine()
        .setErr(new PrintWriter(err, true))
        .setOut(new PrintWriter(out, true))
        .execute(args);
  }
}
