-- The read model of one namespace. It is derived: it can be dropped at any time and is rebuilt from the topics.
-- One set of migrations for SQLite and PostgreSQL; ${text} sorts by bytes in both, ${blob} is Avro binary.
-- Times are milliseconds since 1970, days are days since 1970, flags are 0 or 1.

-- One row: of which log this is, and how far it has been. complete: it has reached the end of the log once.
create table origin (
  id integer primary key,
  format ${text} not null,
  identity ${text},
  complete integer not null,
  known_from bigint,
  unreadable bigint not null
);

-- Offsets stand in the same transaction as the rows that they brought.
create table position (
  topic ${text} not null,
  partition_no integer not null,
  next_offset bigint not null,
  primary key (topic, partition_no)
);

-- Records that could not be read or applied: the rest goes on without them.
create table read_error (
  topic ${text} not null,
  partition_no integer not null,
  record_offset bigint not null,
  error ${text} not null,
  primary key (topic, partition_no, record_offset)
);

-- Ranges of records that a repair took out.
create table uncounted (
  topic ${text} not null,
  partition_no integer not null,
  from_offset bigint not null,
  to_offset bigint not null,
  primary key (topic, partition_no, from_offset, to_offset)
);

-- Accepted facts of the intake whose content is still to be read.
create table unread_fact (
  partition_no integer not null,
  intake_offset bigint not null,
  network ${text} not null,
  denial integer not null,
  primary key (partition_no, intake_offset)
);

-- Dispatches as they stand, and the states that they were in: from sequence until (not including) to_sequence.
-- first_sequence: that of the first state.
-- span: bits of (to_sequence - sequence). What held at a moment lies, of each span, within the 2^span sequences before it.
create table dispatch (
  key ${text} primary key,
  sequence bigint not null,
  first_sequence bigint not null,
  network ${text} not null,
  id ${text} not null,
  request ${text} not null,
  disaster ${text} not null,
  lender ${text} not null,
  receiver ${text} not null,
  lender_rank bigint not null,
  receiver_rank bigint not null,
  task ${text} not null,
  state ${text} not null,
  state_rank bigint not null,
  missing integer not null,
  head_count bigint not null,
  proposed_at bigint not null,
  changed_at bigint not null,
  first_day bigint not null,
  last_day bigint not null,
  begins_on bigint not null,
  ends_on bigint not null,
  departed_on bigint,
  arrived_on bigint,
  ended_on bigint,
  returned_on bigint,
  search ${text} not null,
  avro ${blob} not null
);
create index dispatch_proposed on dispatch (proposed_at desc, key, network, first_sequence, search);
create index dispatch_state on dispatch (state, proposed_at desc, key, search);
create index dispatch_lender on dispatch (lender, proposed_at desc, key);
create index dispatch_receiver on dispatch (receiver, proposed_at desc, key);
create index dispatch_request on dispatch (request);

create table dispatch_past (
  key ${text} not null,
  sequence bigint not null,
  first_sequence bigint not null,
  network ${text} not null,
  id ${text} not null,
  request ${text} not null,
  disaster ${text} not null,
  lender ${text} not null,
  receiver ${text} not null,
  lender_rank bigint not null,
  receiver_rank bigint not null,
  task ${text} not null,
  state ${text} not null,
  state_rank bigint not null,
  missing integer not null,
  head_count bigint not null,
  proposed_at bigint not null,
  changed_at bigint not null,
  first_day bigint not null,
  last_day bigint not null,
  begins_on bigint not null,
  ends_on bigint not null,
  departed_on bigint,
  arrived_on bigint,
  ended_on bigint,
  returned_on bigint,
  search ${text} not null,
  avro ${blob} not null,
  to_sequence bigint not null,
  span integer not null,
  primary key (key, sequence, to_sequence)
);
create index dispatch_past_interval on dispatch_past (network, span, sequence, to_sequence);

create table request (
  key ${text} primary key,
  sequence bigint not null,
  network ${text} not null,
  id ${text} not null,
  disaster ${text} not null,
  receiver ${text} not null,
  task ${text} not null,
  state ${text} not null,
  first_day bigint not null,
  last_day bigint not null,
  asked_at bigint not null,
  urgency bigint not null,
  open integer not null,
  escalated integer not null,
  place ${text} not null,
  search ${text} not null,
  avro ${blob} not null
);
create index request_asked on request (asked_at desc, key);
create index request_urgent on request (open, urgency, key);
create index request_receiver on request (receiver);
create index request_id on request (id);

create table request_past (
  key ${text} not null,
  sequence bigint not null,
  network ${text} not null,
  id ${text} not null,
  disaster ${text} not null,
  receiver ${text} not null,
  task ${text} not null,
  state ${text} not null,
  first_day bigint not null,
  last_day bigint not null,
  asked_at bigint not null,
  urgency bigint not null,
  open integer not null,
  escalated integer not null,
  place ${text} not null,
  search ${text} not null,
  avro ${blob} not null,
  to_sequence bigint not null,
  span integer not null,
  primary key (key, sequence, to_sequence)
);
create index request_past_interval on request_past (network, span, sequence, to_sequence);
create index request_past_open on request_past (network, span, sequence, to_sequence, urgency, key) where open = 1;

create table offer (
  key ${text} primary key,
  sequence bigint not null,
  network ${text} not null,
  disaster ${text},
  lender ${text} not null,
  state ${text} not null,
  first_day bigint not null,
  answers ${text},
  avro ${blob} not null
);
create index offer_changed on offer (sequence desc, key);
create index offer_lender on offer (lender);
create index offer_answers on offer (answers);

-- Sums over dispatches of one network, disaster, lender and receiver, with every value that they had.
create table dispatch_total (
  network ${text} not null,
  disaster ${text} not null,
  lender ${text} not null,
  receiver ${text} not null,
  sequence bigint not null,
  dispatches bigint not null,
  going bigint not null,
  going_not_reported bigint not null,
  proposed bigint not null,
  confirmed bigint not null,
  in_transit bigint not null,
  on_site bigint not null,
  not_reported bigint not null,
  away bigint not null,
  person_days bigint not null,
  primary key (network, disaster, lender, receiver)
);
create index dispatch_total_lender on dispatch_total (lender);
create index dispatch_total_receiver on dispatch_total (receiver);

create table dispatch_total_past (
  network ${text} not null,
  disaster ${text} not null,
  lender ${text} not null,
  receiver ${text} not null,
  sequence bigint not null,
  dispatches bigint not null,
  going bigint not null,
  going_not_reported bigint not null,
  proposed bigint not null,
  confirmed bigint not null,
  in_transit bigint not null,
  on_site bigint not null,
  not_reported bigint not null,
  away bigint not null,
  person_days bigint not null,
  to_sequence bigint not null,
  span integer not null
);
create index dispatch_total_past_interval on dispatch_total_past (network, span, sequence, to_sequence);

-- Sums over requests of one network, disaster and receiver.
create table request_total (
  network ${text} not null,
  disaster ${text} not null,
  receiver ${text} not null,
  sequence bigint not null,
  requests bigint not null,
  open_requests bigint not null,
  requested bigint not null,
  covered bigint not null,
  open bigint not null,
  unmet bigint not null,
  primary key (network, disaster, receiver)
);
create index request_total_receiver on request_total (receiver);

create table request_total_past (
  network ${text} not null,
  disaster ${text} not null,
  receiver ${text} not null,
  sequence bigint not null,
  requests bigint not null,
  open_requests bigint not null,
  requested bigint not null,
  covered bigint not null,
  open bigint not null,
  unmet bigint not null,
  to_sequence bigint not null,
  span integer not null
);
create index request_total_past_interval on request_total_past (network, span, sequence, to_sequence);

-- The sums that a timeline shows, one row for each decision after which one of them was another.
create table persons_course (
  network ${text} not null,
  sequence bigint not null,
  proposed bigint not null,
  confirmed bigint not null,
  in_transit bigint not null,
  on_site bigint not null,
  not_reported bigint not null,
  primary key (network, sequence)
);

create table missing_course (
  network ${text} not null,
  sequence bigint not null,
  open bigint not null,
  unmet bigint not null,
  primary key (network, sequence)
);

create table milestone (
  kind ${text} not null,
  at bigint not null,
  network ${text} not null,
  sequence bigint not null,
  disaster ${text} not null,
  receiver ${text},
  lender ${text},
  subject ${text} not null,
  persons bigint not null,
  only_first ${text} unique
);
create index milestone_time on milestone (kind, at, network, sequence, subject);

-- Where the decision on each fact lies. log_time falls only where the log's time is set back, counted counts decisions, rejected those that said no.
-- time_told: 1 where the fact only told the time; of those, a year later, one in 30 days is kept while nothing goes on.
create table decision (
  network ${text} not null,
  sequence bigint not null,
  intake_offset bigint not null,
  partition_no integer not null,
  record_offset bigint not null,
  decided_at bigint not null,
  log_time bigint not null,
  counted bigint not null,
  rejected bigint not null,
  time_told integer not null,
  hash ${blob} not null,
  primary key (network, sequence)
);
create unique index decision_intake on decision (network, intake_offset);
create index decision_time on decision (network, log_time, sequence);
create index decision_time_told on decision (network, log_time) where time_told = 1;

create table explanation (
  request_key ${text} not null,
  sequence bigint not null,
  partition_no integer not null,
  record_offset bigint not null,
  primary key (request_key, sequence)
);

create table notice (
  key ${text} primary key,
  network ${text} not null,
  sequence bigint not null,
  at bigint not null,
  addressee ${text} not null,
  code ${text} not null,
  avro ${blob} not null
);
create index notice_newest on notice (at desc, key);
create index notice_network on notice (network, at desc, key);
create index notice_addressee on notice (addressee, at desc, key);
create index notice_kind on notice (network, code, key);

create table rejection (
  key ${text} primary key,
  network ${text} not null,
  at bigint not null,
  avro ${blob} not null
);
create index rejection_newest on rejection (at desc, key);
create index rejection_network on rejection (network, at desc, key);
create index rejection_kind on rejection (network, key);

-- The newest of each network and account, and of each network. counted: how many there were of the network with this one.
create table denial (
  key ${text} primary key,
  network ${text} not null,
  at bigint not null,
  account ${text} not null,
  counted bigint not null,
  avro ${blob} not null
);
create index denial_kind on denial (network, account, key);
create index denial_counted on denial (network, counted);
create index denial_newest on denial (at desc, key);
create index denial_network on denial (network, at desc, key);

-- The newest; counted: how many there were with this one. counted_at never falls.
create table lost_report (
  key ${text} primary key,
  network ${text} not null,
  topic ${text} not null,
  topic_offset bigint not null,
  partition_no integer not null,
  record_offset bigint not null,
  at bigint not null,
  counted_at bigint not null,
  counted bigint not null,
  value_bytes bigint not null,
  avro ${blob} not null
);
create index lost_report_newest on lost_report (at desc, key);
create index lost_report_network on lost_report (network, at desc, key);
create index lost_report_origin on lost_report (topic, topic_offset);
create index lost_report_counted on lost_report (counted);

create table municipality (
  code ${text} primary key,
  search ${text} not null,
  avro ${blob} not null
);

create table network (
  id ${text} primary key,
  name ${text}
);

create table lender (
  network ${text} not null,
  code ${text} not null,
  primary key (network, code)
);
create index lender_code on lender (code);

create table lender_limits (
  network ${text} not null,
  code ${text} not null,
  avro ${blob} not null,
  primary key (network, code)
);

-- Disasters as each fact left them, in the order of the log; without avro: gone, as another.
create table declaration (
  ordinal bigint primary key,
  event_id ${text} not null,
  network ${text} not null,
  key ${text} not null,
  said_by ${text},
  ended_on bigint,
  avro ${blob}
);

create table declared_by (
  event_id ${text} primary key,
  sequence bigint not null
);

-- What a disaster goes on as, as the topic of disasters (DISASTERS) or the intake (INTAKE) says it so far.
create table joined_disaster (
  source ${text} not null,
  key ${text} not null,
  goes_on_as ${text} not null,
  primary key (source, key)
);

create table agreement (
  key ${text} primary key,
  network ${text} not null,
  everyone_lends integer not null,
  avro ${blob} not null
);

-- Lenders (LENDS) and receivers (RECEIVES) that an agreement names: codes, and ids of associations.
create table agreement_party (
  agreement_key ${text} not null,
  side ${text} not null,
  party ${text} not null,
  primary key (agreement_key, side, party)
);
create index agreement_party_party on agreement_party (party, side);

create table association (
  key ${text} primary key,
  network ${text} not null,
  id ${text} not null,
  name ${text} not null
);

create table association_member (
  association_key ${text} not null,
  code ${text} not null,
  primary key (association_key, code)
);
create index association_member_code on association_member (code);

create table counterpart (
  network ${text} not null,
  disaster ${text} not null,
  receiver ${text} not null,
  lender ${text} not null,
  since bigint not null,
  said_by ${text} not null,
  avro ${blob} not null,
  primary key (network, disaster, receiver, lender)
);

create table override_made (
  key ${text} primary key,
  network ${text} not null,
  request ${text} not null,
  at bigint not null,
  said_by ${text} not null,
  avro ${blob} not null
);

create table duty_desk (
  key ${text} primary key,
  network ${text} not null,
  since bigint not null,
  avro ${blob} not null
);
