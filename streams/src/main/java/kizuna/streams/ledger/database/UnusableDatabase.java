package kizuna.streams.ledger.database;

import java.sql.SQLException;
import java.util.Locale;
import kizuna.streams.explain.Language;
import kizuna.streams.explain.MessageCatalog;
import org.jspecify.annotations.Nullable;

/**
 * A database that cannot hold read models. The message contains the reason and what to do, never
 * the password.
 */
public final class UnusableDatabase extends IllegalStateException {

  private static final long serialVersionUID = 1;

  /** Why. */
  public enum Reason {
    UNREACHABLE,
    REFUSED,
    NO_DATABASE,
    NO_RIGHT,
    TOO_OLD,
    /** A later version of the program uses it: this one does not write to it. */
    LATER_VERSION,
    OTHER
  }

  private final Reason reason;
  private final String url;
  private final String user;
  private final String found;

  UnusableDatabase(
      Reason reason, String url, String user, String found, @Nullable Throwable cause) {
    super(sentence(Language.EN, reason, url, user, found), cause);
    this.reason = reason;
    this.url = url;
    this.user = user;
    this.found = found;
  }

  static UnusableDatabase of(SQLException e, String url, String user) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    Reason reason =
        state.startsWith("08")
            ? Reason.UNREACHABLE
            : state.startsWith("28")
                ? Reason.REFUSED
                : state.equals("3D000")
                    ? Reason.NO_DATABASE
                    : state.equals("42501") ? Reason.NO_RIGHT : Reason.OTHER;
    return new UnusableDatabase(reason, url, user, String.valueOf(e.getMessage()), e);
  }

  public Reason reason() {
    return reason;
  }

  /** The sentence in a language. */
  public String sentence(Language language) {
    return sentence(language, reason, url, user, found);
  }

  private static String sentence(
      Language language, Reason reason, String url, String user, String found) {
    String key = "error.database." + reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return MessageCatalog.of(language).sentence(key, url, user, found);
  }
}
