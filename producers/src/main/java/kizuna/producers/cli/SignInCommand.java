package kizuna.producers.cli;

import picocli.CommandLine.Command;

/** {@code sign-in}: lets a person speak through the command line. */
@Command(
    name = "sign-in",
    description = {
      "Signs you in with a browser, for the commands that follow.",
      "",
      "Not needed on the machine where `infra/kizuna up` runs: there the command line is the operator's.",
      "A program sets KIZUNA_TOKEN to an access token of its own instead.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ${ROOT-COMMAND-NAME} sign-in --url https://kizuna.example",
    })
final class SignInCommand extends ApiCommand {

  @Override
  int run() {
    AccessTokens tokens = tokens();
    AccessTokens.Waiting waiting = tokens.begin(address());
    err().println(say("signIn.open", waiting.address()));
    err().println();
    err().println("    " + waiting.userCode());
    err().println();
    err().println(say("signIn.waiting"));
    err().flush();
    try {
      if (!tokens.await(address(), waiting)) {
        throw new CommandFailure(ExitCodes.REFUSED, CliMessages.of("signIn.tooLate"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCodes.REFUSED, CliMessages.of("signIn.interrupted"));
    }
    err().println(say("signIn.done"));
    return ExitCodes.OK;
  }
}
