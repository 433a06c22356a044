package kizuna.schemas;

import java.util.Locale;
import kizuna.schemas.text.MessageList;

/**
 * Every kind of refusal and failure that the HTTP API can answer (RFC 9457): its code, its status
 * and its remedy. Producers, streams and the front door return no other; the pages have their own
 * message for each.
 */
public enum ProblemType {
  // Problems of the request.
  MALFORMED_FACT(400, Remedy.CORRECT),
  MALFORMED_JSON(400, Remedy.RELOAD),
  MALFORMED_REQUEST(400, Remedy.RELOAD),
  BAD_ADDRESS(400, Remedy.BOARD),
  BAD_PARAMETER(400, Remedy.RELOAD),
  BAD_QUERY(400, Remedy.BOARD),
  IDEMPOTENCY_KEY_MALFORMED(400, Remedy.RELOAD),
  NO_HOST(400, Remedy.BOARD),
  NO_UPGRADE(400, Remedy.BOARD),
  TOO_SLOW(408, Remedy.AGAIN),
  TOO_LARGE(413, Remedy.CORRECT),
  ADDRESS_TOO_LONG(414, Remedy.BOARD),
  NOT_JSON(415, Remedy.RELOAD),
  FOREIGN_HOST(421, Remedy.NONE),
  IDEMPOTENCY_KEY_REUSED(422, Remedy.CHOOSE),
  QUESTION_TOO_LARGE(422, Remedy.CORRECT),
  HEAD_TOO_LARGE(431, Remedy.BOARD),
  METHOD_NOT_ALLOWED(405, Remedy.RELOAD),

  // Problems of the caller.
  SIGN_IN(401, Remedy.SIGN_IN),
  SIGN_IN_FAILED(401, Remedy.SIGN_IN),
  TOKEN_REFUSED(401, Remedy.SIGN_IN),
  CLAIMS_REFUSED(401, Remedy.OTHER_ACCOUNT),
  NO_ROLE(403, Remedy.OTHER_ACCOUNT),
  NO_CSRF_TOKEN(403, Remedy.AGAIN),
  FOREIGN_ORIGIN(403, Remedy.BOARD),
  NOT_OF_ROLE(403, Remedy.BOARD),
  NOT_YOUR_NAME(403, Remedy.RELOAD),
  DRILLS_ONLY(403, Remedy.BOARD),
  PROVIDER_AWAY(503, Remedy.AGAIN),

  // Problems of the subject.
  NO_SUCH_PAGE(404, Remedy.BOARD),
  NO_SUCH_PATH(404, Remedy.RELOAD),
  NO_SUCH_ID(404, Remedy.RELOAD),
  NO_SUCH_NETWORK(404, Remedy.BOARD),
  NO_SUCH_DRILL(404, Remedy.BOARD),
  SEVERAL_RUNS(404, Remedy.BOARD),
  NO_SUCH_REQUEST(404, Remedy.BOARD),
  NO_SUCH_DISPATCH(404, Remedy.BOARD),
  NO_SUCH_BODY(404, Remedy.BOARD),
  NO_SUCH_REPORT(404, Remedy.RELOAD),
  NO_DECISION(404, Remedy.AGAIN),
  NOT_DECIDED(409, Remedy.AGAIN),
  IDEMPOTENCY_KEY_IN_PROGRESS(409, Remedy.AGAIN),
  DRILL_OVER(410, Remedy.BOARD),
  DRILL_EXPIRED(410, Remedy.BOARD),

  // Temporary problems.
  TOO_OFTEN(429, Remedy.AGAIN),
  TOO_MANY_AT_ONCE(429, Remedy.AGAIN),
  QUESTION_OPEN(429, Remedy.AGAIN),
  TOO_MANY_STREAMS_OF_ACCOUNT(429, Remedy.AGAIN),
  TOO_MANY_STREAMS(503, Remedy.AGAIN),
  TOO_MANY_LOOKING_BACK(503, Remedy.AGAIN),
  TOO_MANY_PREVIEWS(503, Remedy.AGAIN),
  PREVIEW_AWAY(503, Remedy.AGAIN),
  PREVIEW_SLOW(503, Remedy.AGAIN),
  CATCHING_UP(503, Remedy.AGAIN),
  RECORD_NOT_READ(503, Remedy.AGAIN),
  READS_BUSY(503, Remedy.AGAIN),
  IDS_NOT_READ(503, Remedy.AGAIN),
  LOG_UNAVAILABLE(503, Remedy.AGAIN),
  LOG_UNACKNOWLEDGED(503, Remedy.AGAIN),
  BATCH_UNACKNOWLEDGED(503, Remedy.AGAIN),
  NOT_DECIDING(503, Remedy.AGAIN),
  BUSY(503, Remedy.AGAIN),
  PART_AWAY(503, Remedy.AGAIN),
  PART_SLOW(504, Remedy.AGAIN),
  FAILED(500, Remedy.AGAIN);

  /** The remedy for a problem; pages offer it as one button. */
  public enum Remedy {
    /** The same once more. */
    AGAIN,
    /** Another value in a field. */
    CORRECT,
    /** Choose one of the offered options. */
    CHOOSE,
    /** Reload the page; the input is kept. */
    RELOAD,
    SIGN_IN,
    OTHER_ACCOUNT,
    BOARD,
    /** Nothing: the caller cannot fix it. */
    NONE;

    /** As problem details and the pages' words name it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The label of its button, in Japanese or English; {@link #CHOOSE} and {@link #NONE} have none.
     */
    public String label(Locale language) {
      return text("do." + code(), language);
    }
  }

  private static final String URI = "https://kizuna.invalid/problems/";
  private static final MessageList WORDS = MessageList.beside(ProblemType.class, "problems");

  private final int status;
  private final Remedy remedy;

  ProblemType(int status, Remedy remedy) {
    this.status = status;
    this.remedy = remedy;
  }

  /** The type of a refusal by a server library, by its HTTP status alone. */
  public static ProblemType of(int status) {
    return switch (status) {
      case 401 -> SIGN_IN;
      case 403 -> NOT_OF_ROLE;
      case 404 -> NO_SUCH_PAGE;
      case 405 -> METHOD_NOT_ALLOWED;
      case 408 -> TOO_SLOW;
      case 413 -> TOO_LARGE;
      case 414 -> ADDRESS_TOO_LONG;
      case 415 -> NOT_JSON;
      case 429 -> TOO_OFTEN;
      case 431 -> HEAD_TOO_LARGE;
      case 502, 503 -> PART_AWAY;
      case 504 -> PART_SLOW;
      default -> status < 500 ? MALFORMED_REQUEST : FAILED;
    };
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  public Remedy remedy() {
    return remedy;
  }

  /** The last part of the type's URI, such as {@code no-such-id}; names the words of the pages. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The {@code title} member of problem details, in Japanese or English. */
  public String title(Locale language) {
    return text(code() + ".title", language);
  }

  /** The text of a page below the title, for readers without technical knowledge. */
  public String sentence(Locale language) {
    return text(code() + ".detail", language);
  }

  /** The text of a page that retries by itself. */
  public static String waiting(Locale language) {
    return text("waiting", language);
  }

  private static String text(String key, Locale language) {
    return WORDS.text(language, "problem." + key);
  }

  /** The {@code type} member of problem details. */
  public String uri() {
    return URI + code();
  }
}
