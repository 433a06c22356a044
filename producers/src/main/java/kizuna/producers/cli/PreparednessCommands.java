package kizuna.producers.cli;

import kizuna.codes.FactKind;
import kizuna.producers.cli.FactCommand.Argument;
import picocli.CommandLine.Model.CommandSpec;

/** The commands of {@link FactCommands} about lessons and contact tests. */
final class PreparednessCommands {

  private PreparednessCommands() {}

  static CommandSpec closeLesson() {
    return new FactCommand(FactKind.LESSON_CLOSED)
        .id("LESSON", "Id of the lesson.")
        .with(
            Argument.place("--owner", "PLACE", "ownerBody", "Whose task it was.").required(),
            Argument.text("--run", "RUN", "run", "Id of the drill's run that met the measure.")
                .required(),
            Argument.text("--objective", "OBJECTIVE", "objective", "Id of the objective.")
                .required())
        .spec(
            "A drill met the measure that tests a lesson (教訓の完了): it is shown no more.",
            "",
            "  ${ROOT-COMMAND-NAME} close-lesson les-1a2b3c4d --owner wajima --run noto-2024-2 --objective reception-ready",
            "");
  }

  static CommandSpec contactTest() {
    return new FactCommand(FactKind.CONTACT_TEST_SENT)
        .with(
            Argument.place("--from", "PLACE", "sentBy", "Who asks.").required(),
            Argument.places("--to", "askedBodies", "Who is asked; several with commas.").required(),
            Argument.number(
                    "--within",
                    "MINUTES",
                    "withinMinutes",
                    "Minutes for an answer (default: ${DEFAULT-VALUE}).")
                .otherwise("120"))
        .spec(
            "A body asks its partners whether they are there (連絡訓練), each quarter for example.",
            "",
            "  ${ROOT-COMMAND-NAME} contact-test --from shinjuku --to wajima,suzu --within 60",
            "",
            "Who answered and how fast stands on the page of each pair; a later test of the same body replaces it.",
            "");
  }

  static CommandSpec answerContactTest() {
    return new FactCommand(FactKind.CONTACT_TEST_ANSWERED)
        .id("TEST", "Id of the test.")
        .with(Argument.place("--by", "PLACE", "answeredBy", "Who answers.").required())
        .spec(
            "A body that was asked in a contact test is there (連絡訓練への応答).",
            "",
            "  ${ROOT-COMMAND-NAME} answer-contact-test con-1a2b3c4d --by wajima",
            "");
  }
}
