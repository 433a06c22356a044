-- What partners do between disasters: lessons, and contact tests with their answers.

-- closed_at: null while the lesson is open. closed: how it was closed.
create table lesson (
  key ${text} primary key,
  network ${text} not null,
  id ${text} not null,
  agreement ${text},
  body ${text},
  task ${text},
  owner ${text} not null,
  since bigint not null,
  closed_at bigint,
  avro ${blob} not null,
  closed ${blob}
);
create index lesson_network on lesson (network, closed_at);

-- The newest tests of each body; older ones are deleted.
create table contact_test (
  key ${text} primary key,
  network ${text} not null,
  id ${text} not null,
  sent_by ${text} not null,
  sent_at bigint not null,
  avro ${blob} not null
);
create index contact_test_sender on contact_test (network, sent_by, sent_at);

-- Whom each test asked; answered_at: null while there is no answer.
create table contact_answer (
  test_key ${text} not null,
  body ${text} not null,
  answered_at bigint,
  primary key (test_key, body)
);
create index contact_answer_body on contact_answer (body);
