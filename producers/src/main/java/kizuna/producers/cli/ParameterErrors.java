package kizuna.producers.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import kizuna.schemas.text.LocalizedText;
import kizuna.schemas.text.MachineLanguage;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Prints errors in the arguments of a command in the language of its user, with a hint on its help:
 * picocli itself does so in English only.
 */
final class ParameterErrors implements IParameterExceptionHandler {

  private static final String LANGUAGE = "--lang";

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    Locale language = language(arguments);
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText(sentence(error).in(language)));
    List<String> alike = alike(error);
    if (!alike.isEmpty()) {
      err.println(CliMessages.of("argument.alike", String.join(", ", alike)).in(language));
    }
    // Not the whole help: the sentence must stay visible.
    err.println(
        CliMessages.of("argument.help", command.getCommandSpec().qualifiedName()).in(language));
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** Options like an unknown one, or whole commands like an unknown word. */
  private static List<String> alike(ParameterException error) {
    if (!(error instanceof UnmatchedArgumentException unmatched)) {
      return List.of();
    }
    String before =
        unmatched.isUnknownOption()
            ? ""
            : error.getCommandLine().getCommandSpec().qualifiedName() + " ";
    return unmatched.getSuggestions().stream().map(name -> before + name).toList();
  }

  private static LocalizedText sentence(ParameterException error) {
    if (error.getCause() instanceof InvalidArgument invalid) {
      return CliMessages.of("argument.invalid", name(error.getArgSpec()), invalid.sentence());
    } else if (error instanceof MissingParameterException missing) {
      return CliMessages.of(
          "argument.missing",
          missing.getMissing().stream()
              .map(ParameterErrors::name)
              .collect(Collectors.joining(", ")));
    } else if (error instanceof UnmatchedArgumentException unmatched) {
      return CliMessages.of("argument.unknown", unmatched.getUnmatched().get(0));
    } else if (error instanceof OverwrittenOptionException twice) {
      return CliMessages.of("argument.twice", name(twice.getOverwritten()));
    }
    // The command's own message is already translated; other messages of picocli are in English.
    return language -> String.valueOf(error.getMessage());
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  /** The arguments could not be read, so the option is looked for among them. */
  private static Locale language(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      String given = "";
      if (arguments[i].equals(LANGUAGE) && i + 1 < arguments.length) {
        given = arguments[i + 1];
      } else if (arguments[i].startsWith(LANGUAGE + "=")) {
        given = arguments[i].substring(LANGUAGE.length() + 1);
      }
      Optional<Locale> language = Arguments.readLanguage(given);
      if (language.isPresent()) {
        return language.get();
      }
    }
    return MachineLanguage.locale();
  }
}
