package kizuna.producers.cli;

/** Exit codes of commands, for scripts. */
final class ExitCodes {

  static final int OK = 0;

  /** It was read and understood, and the answer is no. */
  static final int REFUSED = 1;

  /** Invalid input: the arguments, or the form of their values. */
  static final int USAGE = 2;

  /** No response, or not in time: the result is not known. */
  static final int NOT_REACHED = 3;

  private ExitCodes() {}
}
