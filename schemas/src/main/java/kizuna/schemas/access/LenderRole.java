package kizuna.schemas.access;

import java.util.Locale;

/**
 * The two names of the role that acts for a lender. Tokens, bodies and commands use {@code LENDER};
 * {@code WARD}, from when only wards lent, stays valid. The log and its decisions keep the symbol
 * {@code WARD}: an older log must decide to the same bytes, and a reader that is not upgraded yet
 * would read a new symbol as UNKNOWN.
 */
public final class LenderRole {

  public static final String NAME = "LENDER";

  /** As the log writes it. */
  public static final String WRITTEN = "WARD";

  private LenderRole() {}

  /** The name of a role as the log writes it; another name as it is. */
  public static String written(String name) {
    return name.toUpperCase(Locale.ROOT).equals(NAME) ? WRITTEN : name;
  }
}
