package kizuna.infra.command;

import java.util.Arrays;
import java.util.Locale;
import kizuna.producers.cli.InvalidArgument;
import kizuna.schemas.text.MachineLanguage;
import kizuna.schemas.text.TextReader;
import kizuna.streams.explain.Language;
import picocli.CommandLine.ITypeConverter;

/** A language by its tag, on the command line. */
public final class LanguageTag implements ITypeConverter<Language> {

  /** The language of the user, from the environment. */
  public static Language ofMachine() {
    return of(MachineLanguage.locale());
  }

  /** The language of a locale; English where it is none of ours. */
  public static Language of(Locale locale) {
    return Language.JA.tag().equals(locale.getLanguage()) ? Language.JA : Language.EN;
  }

  @Override
  public Language convert(String tag) {
    return Arrays.stream(Language.values())
        .filter(l -> l.tag().equalsIgnoreCase(TextReader.narrow(tag)))
        .findFirst()
        .orElseThrow(() -> new InvalidArgument(FailureSentence.language(tag)));
  }
}
