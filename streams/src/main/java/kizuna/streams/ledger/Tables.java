package kizuna.streams.ledger;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * The catalogue of the read model: tables and fields of {@code V1__read_model.sql}, for queries.
 */
final class Tables {

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
  static final class Dispatches {
    static final String NAME = "dispatch";
    static final Table<Record> TABLE = table(name(NAME));
    static final Table<Record> PAST = table(name("dispatch_past"));
    static final Field<String> KEY = text(NAME, "key");
    static final Field<Long> SEQUENCE = number(NAME, "sequence");
    static final Field<Long> FIRST_SEQUENCE = number(NAME, "first_sequence");
    static final Field<String> NETWORK = text(NAME, "network");
    static final Field<String> REQUEST = text(NAME, "request");
    static final Field<String> DISASTER = text(NAME, "disaster");
    static final Field<String> LENDER = text(NAME, "lender");
    static final Field<String> RECEIVER = text(NAME, "receiver");
    static final Field<String> TASK = text(NAME, "task");
    static final Field<String> STATE = text(NAME, "state");
    static final Field<Long> MISSING = number(NAME, "missing");
    static final Field<Long> FIRST_DAY = number(NAME, "first_day");
    static final Field<Long> LAST_DAY = number(NAME, "last_day");
    static final Field<Long> BEGINS_ON = number(NAME, "begins_on");
    static final Field<Long> ENDS_ON = number(NAME, "ends_on");
    static final Field<Long> PROPOSED_AT = number(NAME, "proposed_at");
    static final Field<String> SEARCH = text(NAME, "search");
    static final Field<byte[]> AVRO = bytes(NAME);

    private Dispatches() {}

    static Field<Long> column(String column) {
      return number(NAME, column);
    }
  }

  /** Requests; with another table under the same name, those of a past moment. */
  static final class Requests {
    static final String NAME = "request";
    static final Table<Record> TABLE = table(name(NAME));
    static final Table<Record> PAST = table(name("request_past"));
    static final Field<String> KEY = text(NAME, "key");
    static final Field<String> NETWORK = text(NAME, "network");
    static final Field<String> ID = text(NAME, "id");
    static final Field<String> DISASTER = text(NAME, "disaster");
    static final Field<String> RECEIVER = text(NAME, "receiver");
    static final Field<String> TASK = text(NAME, "task");
    static final Field<String> STATE = text(NAME, "state");
    static final Field<Long> FIRST_DAY = number(NAME, "first_day");
    static final Field<Long> LAST_DAY = number(NAME, "last_day");
    static final Field<Long> ASKED_AT = number(NAME, "asked_at");
    static final Field<Long> URGENCY = number(NAME, "urgency");
    static final Field<Long> OPEN = number(NAME, "open");
    static final Field<Long> ESCALATED = number(NAME, "escalated");
    static final Field<String> PLACE = text(NAME, "place");
    static final Field<String> SEARCH = text(NAME, "search");
    static final Field<byte[]> AVRO = bytes(NAME);

    private Requests() {}
  }

  /** Offers. */
  static final class Offers {
    static final String NAME = "offer";
    static final Table<Record> TABLE = table(name(NAME));
    static final Field<String> KEY = text(NAME, "key");
    static final Field<Long> SEQUENCE = number(NAME, "sequence");
    static final Field<String> NETWORK = text(NAME, "network");
    static final Field<String> DISASTER = text(NAME, "disaster");
    static final Field<String> LENDER = text(NAME, "lender");
    static final Field<String> STATE = text(NAME, "state");
    static final Field<Long> FIRST_DAY = number(NAME, "first_day");
    static final Field<String> ANSWERS = text(NAME, "answers");
    static final Field<byte[]> AVRO = bytes(NAME);

    private Offers() {}
  }

  /** Sums of dispatches by network, disaster, lender and receiver, now or at a past moment. */
  static final class DispatchTotals {
    static final String NAME = "dispatch_total";
    static final Table<Record> TABLE = table(name(NAME));
    static final Table<Record> PAST = table(name("dispatch_total_past"));
    static final Field<String> NETWORK = text(NAME, "network");
    static final Field<String> DISASTER = text(NAME, "disaster");
    static final Field<String> LENDER = text(NAME, "lender");
    static final Field<String> RECEIVER = text(NAME, "receiver");
    static final Field<Long> DISPATCHES = number(NAME, "dispatches");
    static final Field<Long> GOING = number(NAME, "going");
    static final Field<Long> GOING_NOT_REPORTED = number(NAME, "going_not_reported");
    static final Field<Long> PROPOSED = number(NAME, "proposed");
    static final Field<Long> CONFIRMED = number(NAME, "confirmed");
    static final Field<Long> IN_TRANSIT = number(NAME, "in_transit");
    static final Field<Long> ON_SITE = number(NAME, "on_site");
    static final Field<Long> NOT_REPORTED = number(NAME, "not_reported");
    static final Field<Long> AWAY = number(NAME, "away");
    static final Field<Long> PERSON_DAYS = number(NAME, "person_days");

    private DispatchTotals() {}
  }

  /** Sums of requests by network, disaster and receiver, now or at a past moment. */
  static final class RequestTotals {
    static final String NAME = "request_total";
    static final Table<Record> TABLE = table(name(NAME));
    static final Table<Record> PAST = table(name("request_total_past"));
    static final Field<String> NETWORK = text(NAME, "network");
    static final Field<String> DISASTER = text(NAME, "disaster");
    static final Field<String> RECEIVER = text(NAME, "receiver");
    static final Field<Long> REQUESTS = number(NAME, "requests");
    static final Field<Long> OPEN_REQUESTS = number(NAME, "open_requests");
    static final Field<Long> REQUESTED = number(NAME, "requested");
    static final Field<Long> COVERED = number(NAME, "covered");
    static final Field<Long> OPEN = number(NAME, "open");
    static final Field<Long> UNMET = number(NAME, "unmet");

    private RequestTotals() {}
  }

  /** The course of some sums of a network. */
  record Course(String name) {
    static final Course PERSONS = new Course("persons_course");
    static final Course MISSING = new Course("missing_course");

    Table<Record> table() {
      return org.jooq.impl.DSL.table(org.jooq.impl.DSL.name(name));
    }

    Field<String> network() {
      return text(name, "network");
    }

    Field<Long> column(String column) {
      return number(name, column);
    }
  }

  /** Where the decision on each fact lies. */
  static final class Decisions {
    static final String NAME = "decision";
    static final Table<Record> TABLE = table(name(NAME));
    static final Field<String> NETWORK = text(NAME, "network");
    static final Field<Long> SEQUENCE = number(NAME, "sequence");
    static final Field<Long> INTAKE_OFFSET = number(NAME, "intake_offset");
    static final Field<Integer> PARTITION = field(name(NAME, "partition_no"), Integer.class);
    static final Field<Long> RECORD_OFFSET = number(NAME, "record_offset");
    static final Field<Long> DECIDED_AT = number(NAME, "decided_at");
    static final Field<Long> LOG_TIME = number(NAME, "log_time");
    static final Field<Long> COUNTED = number(NAME, "counted");
    static final Field<Long> REJECTED = number(NAME, "rejected");
    static final Field<byte[]> HASH = field(name(NAME, "hash"), byte[].class);

    private Decisions() {}
  }

  /** Which decisions explain a request. */
  static final class Explanations {
    static final String NAME = "explanation";
    static final Table<Record> TABLE = table(name(NAME));
    static final Field<String> REQUEST_KEY = text(NAME, "request_key");
    static final Field<Long> SEQUENCE = number(NAME, "sequence");
    static final Field<Integer> PARTITION = field(name(NAME, "partition_no"), Integer.class);
    static final Field<Long> RECORD_OFFSET = number(NAME, "record_offset");

    private Explanations() {}
  }

  /** A list of records of which the newest come first: by time, then by key. */
  record Newest(String name) {
    static final Newest NOTICES = new Newest("notice");
    static final Newest REJECTIONS = new Newest("rejection");
    static final Newest DENIALS = new Newest("denial");
    static final Newest LOST_REPORTS = new Newest("lost_report");

    Table<Record> table() {
      return org.jooq.impl.DSL.table(org.jooq.impl.DSL.name(name));
    }

    Field<String> key() {
      return text("key");
    }

    Field<String> network() {
      return text("network");
    }

    Field<Long> at() {
      return number("at");
    }

    Field<byte[]> avro() {
      return bytes(name);
    }

    Field<String> text(String column) {
      return Tables.text(name, column);
    }

    Field<Long> number(String column) {
      return Tables.number(name, column);
    }
  }

  /** What a timeline shows. */
  static final class Milestones {
    static final String NAME = "milestone";
    static final Table<Record> TABLE = table(name(NAME));
    static final Field<String> KIND = text(NAME, "kind");
    static final Field<Long> AT = number(NAME, "at");
    static final Field<String> NETWORK = text(NAME, "network");
    static final Field<Long> SEQUENCE = number(NAME, "sequence");
    static final Field<String> DISASTER = text(NAME, "disaster");
    static final Field<String> RECEIVER = text(NAME, "receiver");
    static final Field<String> LENDER = text(NAME, "lender");
    static final Field<String> SUBJECT = text(NAME, "subject");
    static final Field<Long> PERSONS = number(NAME, "persons");

    private Milestones() {}
  }

  /** Any other table: registers of few rows. */
  record Register(String name) {
    static final Register ORIGIN = new Register("origin");
    static final Register MUNICIPALITY = new Register("municipality");
    static final Register NETWORK = new Register("network");
    static final Register LENDER = new Register("lender");
    static final Register LENDER_LIMITS = new Register("lender_limits");
    static final Register DECLARATION = new Register("declaration");
    static final Register DECLARED_BY = new Register("declared_by");
    static final Register JOINED_DISASTER = new Register("joined_disaster");
    static final Register AGREEMENT = new Register("agreement");
    static final Register AGREEMENT_PARTY = new Register("agreement_party");
    static final Register ASSOCIATION = new Register("association");
    static final Register ASSOCIATION_MEMBER = new Register("association_member");
    static final Register COUNTERPART = new Register("counterpart");
    static final Register OVERRIDE_MADE = new Register("override_made");
    static final Register DUTY_DESK = new Register("duty_desk");

    Table<Record> table() {
      return org.jooq.impl.DSL.table(org.jooq.impl.DSL.name(name));
    }

    Field<String> text(String column) {
      return Tables.text(name, column);
    }

    Field<Long> number(String column) {
      return Tables.number(name, column);
    }

    Field<byte[]> avro() {
      return bytes(name);
    }
  }
}
