package kizuna.schemas.form;

/**
 * One thing that is wrong with the form of a fact.
 *
 * @param path where, for example {@code dispatch.lender}
 * @param expected what was expected there
 * @param actual what came
 */
public record FormError(String path, String expected, String actual) {

  /** Expected what, for which, but what. */
  public String message() {
    return "expected " + expected + " for " + path + ", but " + actual;
  }
}
