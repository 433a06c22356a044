package kizuna.schemas.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kizuna.codes.AccountRole;
import kizuna.codes.Role;
import kizuna.facts.Reporter;
import kizuna.schemas.form.MunicipalityCode;
import org.jspecify.annotations.Nullable;

/**
 * The signed-in caller, from the claims of a token.
 *
 * @param account the account's pseudonym
 * @param role the office of the account
 * @param body a municipality's code for a desk or a lender, a network's id for a coordinator; null
 *     for other roles
 */
public record Caller(String account, AccountRole role, @Nullable String body) {

  /** Claim of the account (RFC 7519). */
  public static final String ACCOUNT_CLAIM = "sub";

  private static final int LONGEST_ACCOUNT = 255;
  private static final int LONGEST_SHOWN = 60;
  private static final Pattern LIST_OF_ONE =
      Pattern.compile("\\s*\\[\\s*[\"']?([^\\[\\]\"',]*?)[\"']?\\s*\\]\\s*");
  private static final String ROLES =
      Arrays.stream(AccountRole.values())
          .filter(role -> role != AccountRole.UNKNOWN)
          .map(role -> role == AccountRole.WARD ? LenderRole.NAME : role.name())
          .collect(Collectors.joining(", "));
  private static final String NETWORK = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  /** Thrown for a token without a usable role or body. */
  public static final class InvalidCallerException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidCallerException(String message) {
      super(message);
    }
  }

  /**
   * Reads the claims of a token after its signature was verified.
   *
   * @throws InvalidCallerException if the account, the role, or the body of a role that needs one
   *     is missing
   */
  public static Caller of(Map<String, Object> claims, ClaimNames names)
      throws InvalidCallerException {
    String account = claims.get(ACCOUNT_CLAIM) instanceof String text ? text : null;
    if (account == null
        || account.isEmpty()
        || account.length() > LONGEST_ACCOUNT
        || account.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
      throw new InvalidCallerException(
          "expected an account of visible ASCII characters in " + ACCOUNT_CLAIM);
    }
    String given = text(claims, names.role());
    String named = given != null && given.equals(LenderRole.NAME) ? LenderRole.WRITTEN : given;
    Object claimed = claims.get(names.role());
    AccountRole role =
        Arrays.stream(AccountRole.values())
            .filter(r -> r != AccountRole.UNKNOWN && r.name().equals(named))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidCallerException(
                        "expected one of "
                            + ROLES
                            + " in the claim "
                            + names.role()
                            + ", but "
                            + shown(claimed)));
    String body = text(claims, names.body());
    boolean right =
        switch (role) {
          case DESK, WARD -> body != null && MunicipalityCode.valid(body);
          case COORDINATOR -> body != null && body.matches(NETWORK);
          default -> true;
        };
    if (!right) {
      throw new InvalidCallerException(
          "expected in "
              + names.body()
              + " whom a "
              + role
              + " acts for: a municipality's code, or a network's id; but "
              + shown(claims.get(names.body())));
    }
    return new Caller(account, role, office(role).isPresent() ? body : null);
  }

  private static @Nullable String text(Map<String, Object> claims, String name) {
    return one(claims.get(name));
  }

  /**
   * The text of a claim. Identity providers write one value also as a list of one, {@code
   * ["DESK"]}, or as the text of such a list. A list of several values is not usable.
   */
  public static @Nullable String one(@Nullable Object claim) {
    if (claim instanceof Collection<?> list) {
      return list.size() == 1 ? one(list.iterator().next()) : null;
    }
    if (!(claim instanceof String text)) {
      return null;
    }
    Matcher list = LIST_OF_ONE.matcher(text);
    return list.matches() ? list.group(1) : text.strip();
  }

  /** Returns the value of a claim, shortened, on one line. */
  public static String shown(@Nullable Object claim) {
    if (claim == null) {
      return "no such claim";
    }
    String text = claim.toString().replaceAll("[^\\x20-\\x7e]", "?");
    return "\""
        + (text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...")
        + "\"";
  }

  /** In which office an account of a role reports facts; empty: in none of its own. */
  public static Optional<Role> office(AccountRole role) {
    return switch (role) {
      case DESK -> Optional.of(Role.DESK);
      case WARD -> Optional.of(Role.WARD);
      case COORDINATOR -> Optional.of(Role.COORDINATOR);
      case VIEWER, DIRECTOR, OPERATOR, SERVICE, UNKNOWN -> Optional.empty();
    };
  }

  /** The office that it reports for; empty if it has none. */
  public Optional<Reporter> reporter() {
    String whom = body;
    return whom == null ? Optional.empty() : office(role).map(office -> new Reporter(office, whom));
  }

  /** Whether it is of this role and acts for this body. */
  public boolean is(AccountRole role, String body) {
    return this.role == role && body.equals(this.body);
  }

  /**
   * Whether it may speak for whomever it names.
   *
   * @param drill whether that is in a drill
   */
  public boolean mayReportForAnyBody(boolean drill) {
    return role == AccountRole.OPERATOR || (role == AccountRole.DIRECTOR && drill);
  }
}
