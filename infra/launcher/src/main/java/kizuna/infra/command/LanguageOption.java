package kizuna.infra.command;

import kizuna.streams.explain.Language;
import picocli.CommandLine.Option;

/** Option of a command: the language of its output. */
public final class LanguageOption {

  @Option(
      names = "--lang",
      paramLabel = "ja|en",
      description = "language (default: that of the machine)",
      converter = LanguageTag.class)
  private Language language = LanguageTag.ofMachine();

  public Language language() {
    return language;
  }
}
