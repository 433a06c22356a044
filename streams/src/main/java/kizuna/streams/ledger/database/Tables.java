package kizuna.streams.ledger.database;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The catalogue of the read model: tables and fields of the migrations, for queries. */
public final class Tables {

  private Tables() {}

  private static Field<String> text(String table, String column) {
    return field(name(table, column), String.class);
  }

  private static Field<Long> number(String table, String column) {
    return field(name(table, column), Long.class);
  }

  private static Field<byte[]> bytes(String table) {
    return field(name(table, "avro"), byte[].class);
  }

  /** Dispatches; with another table under the same name, those of a past moment. */
  public static final class Dispatches {
    public static final String NAME = "dispatch";
    public static final Table<Record> TABLE = table(name(NAME));
    public static final Table<Record> PAST = table(name("dispatch_past"));
    public static final Field<String> KEY = text(NAME, "key");
    public static final Field<Long> SEQUENCE = number(NAME, "sequence");
    public static final Field<Long> FIRST_SEQUENCE = number(NAME, "first_sequence");
    public static final Field<String> NETWORK = text(NAME, "network");
    public static final Field<String> REQUEST = text(NAME, "request");
    public static final Field<String> DISASTER = text(NAME, "disaster");
    public static final Field<String> LENDER = text(NAME, "lender");
    public static final Field<String> RECEIVER = text(NAME, "receiver");
    public static final Field<String> TASK = text(NAME, "task");
    public static final Field<String> STATE = text(NAME, "state");
    public static final Field<Long> MISSING = number(NAME, "missing");
    public static final Field<Long> FIRST_DAY = number(NAME, "first_day");
    public static final Field<Long> LAST_DAY = number(NAME, "last_day");
    public static final Field<Long> BEGINS_ON = number(NAME, "begins_on");
    public static final Field<Long> ENDS_ON = number(NAME, "ends_on");
    public static final Field<Long> PROPOSED_AT = number(NAME, "proposed_at");
    public static final Field<String> SEARCH = text(NAME, "search");
    public static final Field<byte[]> AVRO = bytes(NAME);

    private Dispatches() {}

    public static Field<Long> column(String column) {
      return number(NAME, column);
    }
  }

  /** Requests; with another table under the same name, those of a past moment. */
  public static final class Requests {
    public static final String NAME = "request";
    public static final Table<Record> TABLE = table(name(NAME));
    public static final Table<Record> PAST = table(name("request_past"));
    public static final Field<String> KEY = text(NAME, "key");
    public static final Field<String> NETWORK = text(NAME, "network");
    public static final Field<String> ID = text(NAME, "id");
    public static final Field<String> DISASTER = text(NAME, "disaster");
    public static final Field<String> RECEIVER = text(NAME, "receiver");
    public static final Field<String> TASK = text(NAME, "task");
    public static final Field<String> STATE = text(NAME, "state");
    public static final Field<Long> FIRST_DAY = number(NAME, "first_day");
    public static final Field<Long> LAST_DAY = number(NAME, "last_day");
    public static final Field<Long> ASKED_AT = number(NAME, "asked_at");

    /** The time of the request in milliseconds, plus {@link #URGENCY_CLASS} times its class. */
    public static final Field<Long> URGENCY = number(NAME, "urgency");

    /** Below it are the requests of the class LIFE_SAFETY. */
    public static final long URGENCY_CLASS = 1L << 50;

    public static final Field<Long> OPEN = number(NAME, "open");
    public static final Field<Long> ESCALATED = number(NAME, "escalated");
    public static final Field<String> PLACE = text(NAME, "place");
    public static final Field<String> SEARCH = text(NAME, "search");
    public static final Field<byte[]> AVRO = bytes(NAME);

    private Requests() {}
  }

  /** Offers. */
  public static final class Offers {
    public static final String NAME = "offer";
    public static final Table<Record> TABLE = table(name(NAME));
    public static final Field<String> KEY = text(NAME, "key");
    public static final Field<Long> SEQUENCE = number(NAME, "sequence");
    public static final Field<String> NETWORK = text(NAME, "network");
    public static final Field<String> DISASTER = text(NAME, "disaster");
    public static final Field<String> LENDER = text(NAME, "lender");
    public static final Field<String> STATE = text(NAME, "state");
    public static final Field<Long> FIRST_DAY = number(NAME, "first_day");
    public static final Field<String> ANSWERS = text(NAME, "answers");
    public static final Field<byte[]> AVRO = bytes(NAME);

    private Offers() {}
  }

  /** Sums of dispatches by network, disaster, lender and receiver, now or at a past moment. */
  public static final class DispatchTotals {
    public static final String NAME = "dispatch_total";
    public static final Table<Record> TABLE = table(name(NAME));
    public static final Table<Record> PAST = table(name("dispatch_total_past"));
    public static final Field<String> NETWORK = text(NAME, "network");
    public static final Field<String> DISASTER = text(NAME, "disaster");
    public static final Field<String> LENDER = text(NAME, "lender");
    public static final Field<String> RECEIVER = text(NAME, "receiver");
    public static final Field<Long> DISPATCHES = number(NAME, "dispatches");
    public static final Field<Long> GOING = number(NAME, "going");
    public static final Field<Long> GOING_NOT_REPORTED = number(NAME, "going_not_reported");
    public static final Field<Long> PROPOSED = number(NAME, "proposed");
    public static final Field<Long> CONFIRMED = number(NAME, "confirmed");
    public static final Field<Long> IN_TRANSIT = number(NAME, "in_transit");
    public static final Field<Long> ON_SITE = number(NAME, "on_site");
    public static final Field<Long> NOT_REPORTED = number(NAME, "not_reported");
    public static final Field<Long> AWAY = number(NAME, "away");
    public static final Field<Long> PERSON_DAYS = number(NAME, "person_days");

    private DispatchTotals() {}
  }

  /** Sums of requests by network, disaster and receiver, now or at a past moment. */
  public static final class RequestTotals {
    public static final String NAME = "request_total";
    public static final Table<Record> TABLE = table(name(NAME));
    public static final Table<Record> PAST = table(name("request_total_past"));
    public static final Field<String> NETWORK = text(NAME, "network");
    public static final Field<String> DISASTER = text(NAME, "disaster");
    public static final Field<String> RECEIVER = text(NAME, "receiver");
    public static final Field<Long> REQUESTS = number(NAME, "requests");
    public static final Field<Long> OPEN_REQUESTS = number(NAME, "open_requests");
    public static final Field<Long> REQUESTED = number(NAME, "requested");
    public static final Field<Long> COVERED = number(NAME, "covered");
    public static final Field<Long> OPEN = number(NAME, "open");
    public static final Field<Long> UNMET = number(NAME, "unmet");

    private RequestTotals() {}
  }

  /** Sums of a network at each change. */
  public record StepSeries(String name) {
    public static final StepSeries PERSONS = new StepSeries("persons_course");
    public static final StepSeries MISSING = new StepSeries("missing_course");

    public Table<Record> table() {
      return org.jooq.impl.DSL.table(org.jooq.impl.DSL.name(name));
    }

    public Field<String> network() {
      return text(name, "network");
    }

    public Field<Long> column(String column) {
      return number(name, column);
    }
  }

  /** Positions of the decisions on facts. */
  public static final class Decisions {
    public static final String NAME = "decision";
    public static final Table<Record> TABLE = table(name(NAME));
    public static final Field<String> NETWORK = text(NAME, "network");
    public static final Field<Long> SEQUENCE = number(NAME, "sequence");
    public static final Field<Long> INTAKE_OFFSET = number(NAME, "intake_offset");
    public static final Field<Integer> PARTITION = field(name(NAME, "partition_no"), Integer.class);
    public static final Field<Long> RECORD_OFFSET = number(NAME, "record_offset");
    public static final Field<Long> DECIDED_AT = number(NAME, "decided_at");
    public static final Field<Long> LOG_TIME = number(NAME, "log_time");
    public static final Field<Long> COUNTED = number(NAME, "counted");
    public static final Field<Long> REJECTED = number(NAME, "rejected");
    public static final Field<byte[]> HASH = field(name(NAME, "hash"), byte[].class);

    private Decisions() {}
  }

  /** Decisions that explain a request. */
  public static final class Explanations {
    public static final String NAME = "explanation";
    public static final Table<Record> TABLE = table(name(NAME));
    public static final Field<String> REQUEST_KEY = text(NAME, "request_key");
    public static final Field<Long> SEQUENCE = number(NAME, "sequence");
    public static final Field<Integer> PARTITION = field(name(NAME, "partition_no"), Integer.class);
    public static final Field<Long> RECORD_OFFSET = number(NAME, "record_offset");

    private Explanations() {}
  }

  /** A list of records, newest first: by time, then by key. */
  public record Newest(String name) {
    public static final Newest NOTICES = new Newest("notice");
    public static final Newest REJECTIONS = new Newest("rejection");
    public static final Newest DENIALS = new Newest("denial");
    public static final Newest LOST_REPORTS = new Newest("lost_report");

    public Table<Record> table() {
      return org.jooq.impl.DSL.table(org.jooq.impl.DSL.name(name));
    }

    public Field<String> key() {
      return text("key");
    }

    public Field<String> network() {
      return text("network");
    }

    public Field<Long> at() {
      return number("at");
    }

    public Field<byte[]> avro() {
      return bytes(name);
    }

    public Field<String> text(String column) {
      return Tables.text(name, column);
    }

    public Field<Long> number(String column) {
      return Tables.number(name, column);
    }
  }

  /** Entries of timelines. */
  public static final class Milestones {
    public static final String NAME = "milestone";
    public static final Table<Record> TABLE = table(name(NAME));
    public static final Field<String> KIND = text(NAME, "kind");
    public static final Field<Long> AT = number(NAME, "at");
    public static final Field<String> NETWORK = text(NAME, "network");
    public static final Field<Long> SEQUENCE = number(NAME, "sequence");
    public static final Field<String> DISASTER = text(NAME, "disaster");
    public static final Field<String> RECEIVER = text(NAME, "receiver");
    public static final Field<String> LENDER = text(NAME, "lender");
    public static final Field<String> SUBJECT = text(NAME, "subject");
    public static final Field<Long> PERSONS = number(NAME, "persons");

    private Milestones() {}
  }

  /** Another table: registers of few rows. */
  public record Register(String name) {
    public static final Register ORIGIN = new Register("origin");
    public static final Register MUNICIPALITY = new Register("municipality");
    public static final Register NETWORK = new Register("network");
    public static final Register LENDER = new Register("lender");
    public static final Register LENDER_LIMITS = new Register("lender_limits");
    public static final Register DECLARATION = new Register("declaration");
    public static final Register DECLARED_BY = new Register("declared_by");
    public static final Register JOINED_DISASTER = new Register("joined_disaster");
    public static final Register AGREEMENT = new Register("agreement");
    public static final Register AGREEMENT_PARTY = new Register("agreement_party");
    public static final Register ASSOCIATION = new Register("association");
    public static final Register ASSOCIATION_MEMBER = new Register("association_member");
    public static final Register COUNTERPART = new Register("counterpart");
    public static final Register OVERRIDE_MADE = new Register("override_made");
    public static final Register DUTY_DESK = new Register("duty_desk");
    public static final Register LESSON = new Register("lesson");
    public static final Register CONTACT_TEST = new Register("contact_test");
    public static final Register CONTACT_ANSWER = new Register("contact_answer");

    public Table<Record> table() {
      return org.jooq.impl.DSL.table(org.jooq.impl.DSL.name(name));
    }

    public Field<String> text(String column) {
      return Tables.text(name, column);
    }

    public Field<Long> number(String column) {
      return Tables.number(name, column);
    }

    public Field<byte[]> avro() {
      return bytes(name);
    }
  }
}
