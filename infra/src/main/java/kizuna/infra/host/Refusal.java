package kizuna.infra.host;

/**
 * Something that only the user can mend: one sentence that says what is wrong and what to do. It is
 * printed without a stack trace.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  public Refusal(String sentence) {
    super(sentence);
  }

  public Refusal(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** The sentence for the user. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
