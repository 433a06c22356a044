package kizuna.schemas.form;

/**
 * The rules for the form of a fact. The names are part of the contract ({@code code} of a field's
 * error in the API), the messages are in {@code form-errors_ja.properties}.
 */
public enum FormRule {
  /** There must be something. */
  REQUIRED,
  /** Arguments: most characters, how many came. */
  TEXT_TOO_LONG,
  /** Characters that turn or break lines, or command a terminal; argument: which. */
  TEXT_CONTROLS,
  /** Characters lost in transmission; argument: the replacement. */
  TEXT_BROKEN,
  /** Something else than text. */
  NOT_TEXT,
  /** Something else than a whole number. */
  NOT_A_NUMBER,
  /** No day of the calendar. */
  NOT_A_DAY,
  /** No time with its offset. */
  NOT_A_TIME,
  /** A code that is none of the list. */
  NOT_OF_LIST,
  /** Another form than a list, an object or a flag. */
  NOT_THE_FORM,
  /** There is no such field. */
  UNKNOWN_FIELD,
  /** Not the form of an id; argument: the given value. */
  ID,
  /** Not a municipality code; argument: the given value. */
  CODE,
  /** Not a municipality code, but it looks like one; arguments: the given value, the code meant. */
  CODE_MEANT,
  /** A duplicate; argument: the value. */
  TWICE,
  /** The same work twice in one list. */
  WORK_TWICE,
  /** Arguments: least and most entries, how many came. */
  ENTRIES,
  /** Arguments: least, most, the given value. */
  RANGE,
  /** Arguments: first and last day, the given value. */
  DAY_RANGE,
  /** Arguments: the first day, the given value. */
  DAY_FROM,
  /** Arguments: the day before it, the given value. */
  DAY_AFTER,
  /** A time out of all reason; arguments: first and last day, the given value. */
  TIME_RANGE,
  /** A time that has not come; argument: the given value. */
  TIME_TO_COME,
  /** Arguments: days of a tour, the given value. */
  OVERLAP_TOO_LONG,
  /** Arguments: the most of the needs by day, the given value. */
  MOST_OF_NEEDS,
  /** Both were given. */
  NEEDS_OR_COUNT,
  /** A head count of zero on every day. */
  NOBODY_NEEDED,
  /** An amendment that amends nothing. */
  NOTHING_CHANGED,
  /** The same where another is wanted. */
  ANOTHER,
  /** Not the form of a telephone number; argument: the given value. */
  PHONE,
  /** Not a run of a drill that is kept; argument: the given value. */
  RUN_UNKNOWN,
  /** A run that is not over, so nothing of it is measured; argument: the run. */
  RUN_NOT_OVER,
  /** A run of a drill without objectives. */
  RUN_WITHOUT_OBJECTIVES,
  /** Not an objective of the run; arguments: the given value, the objectives of the run. */
  OBJECTIVE_UNKNOWN,
  /** An objective not measured in the run; argument: the objective. */
  OBJECTIVE_NOT_MEASURED,
  /** Arguments: the objective, how many cases missed it, of how many. */
  OBJECTIVE_MISSED,
  /** A no without its reason. */
  REASON_WANTED,
  /** A yes with a reason. */
  REASON_UNWANTED,
  /** Not JSON; argument: the parser's message. */
  NOT_JSON,
  /** Arguments: most bytes of a line, how many came. */
  LINE_TOO_LONG,
  /** Not one JSON object; argument: the given value. */
  NOT_AN_OBJECT,
  /** Not a UUID; argument: the given value. */
  NOT_A_UUID,
  /** Neither true nor false; argument: the given value. */
  TRUE_OR_FALSE,
  /** Less than the minimum; arguments: the minimum, the given value. */
  AT_LEAST,
  /** Arguments: the last day, the given value. */
  DAY_UNTIL,
  /** A value other than the known one; arguments: the known value, the given value. */
  SAME_AS,
  /** A value that is not allowed here; argument: the given value. */
  NOT_NEEDED,
  /** Not a valid reporter; argument: the given value. */
  NOT_A_REPORTER,
  /** Not an account of a sign-in; argument: most characters. */
  ACCOUNT,
  /** Neither a dispatch's id nor a request and a lender. */
  DISPATCH_REFERENCE,
  /** Neither receivers nor associations. */
  NO_RECEIVERS,
  /** A role without an account, or an account without a role. */
  ROLE_WITH_ACCOUNT,
  /** Not a position of a page before. */
  NOT_A_CURSOR,
  /** A reference to something not in the log; argument: the given value. */
  NOT_IN_LOG,
  /** A code that no local government has; argument: the given value. */
  CODE_UNKNOWN,
  /** Not an id in lower-case letters; arguments: most characters, the given value. */
  LOWER_CASE_ID,
  /** A file in another encoding than UTF-8. */
  NOT_UTF8,
  /** A file without a fact. */
  NO_FACTS,
  /** A header line that repeats what another file defines. */
  HEADER_UNWANTED,
  /** A day or time counted from a start that the log does not give. */
  START_NEEDED,
  /** A network that the drill forms by itself. */
  ALREADY_FORMED,
  /** Arguments: the time of the fact above, the given value. */
  TIME_BEFORE_FACT_ABOVE,
  /** Arguments: the event id, the line that has it. */
  EVENT_ID_OF_LINE,
  /** Not the number of an inject; argument: the given value. */
  INJECT_NUMBER,
  /** Not a time of an inject; argument: the given value. */
  INJECT_TIME,
  /** No expected recipient. */
  RECIPIENT_NEEDED,
  /** An inject that the list does not have; argument: its number. */
  INJECT_UNKNOWN,
  /** A column that the sheet does not have; argument: its heading. */
  COLUMN_NEEDED,
  /** An unknown column; argument: its heading. */
  COLUMN_UNKNOWN,
  /** A cell with an error of its sheet; argument: which. */
  CELL_ERROR
}
