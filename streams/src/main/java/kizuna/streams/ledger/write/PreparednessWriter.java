package kizuna.streams.ledger.write;

import java.sql.SQLException;
import kizuna.codes.TaskType;
import kizuna.facts.ContactTestAnswered;
import kizuna.facts.ContactTestSent;
import kizuna.facts.Fact;
import kizuna.facts.LessonClosed;
import kizuna.facts.LessonRecorded;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Statements;
import org.jspecify.annotations.Nullable;

/** Lessons, and contact tests with their answers. */
final class PreparednessWriter {

  /** Kept tests of each sender: two years of quarters. */
  static final int MAX_TESTS = 8;

  private final Statements sql;

  PreparednessWriter(Statements sql) {
    this.sql = sql;
  }

  void recorded(Fact fact, LessonRecorded lesson) throws SQLException {
    TaskType task = lesson.getTaskType();
    sql.update(
        "insert into lesson (key, network, id, agreement, body, task, owner, since, avro)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do update set"
            + " agreement = excluded.agreement, body = excluded.body, task = excluded.task,"
            + " owner = excluded.owner, since = excluded.since, closed_at = null,"
            + " avro = excluded.avro, closed = null",
        key(fact, lesson.getLessonId()),
        fact.getNetworkId(),
        lesson.getLessonId(),
        lesson.getAgreementId(),
        lesson.getBody(),
        task == null ? null : task.name(),
        lesson.getOwnerBody(),
        fact.getRecordedAt().toEpochMilli(),
        AvroRows.LESSON.encode(lesson));
  }

  void closed(Fact fact, LessonClosed closed) throws SQLException {
    sql.update(
        "update lesson set closed_at = ?, closed = ? where key = ?",
        fact.getRecordedAt().toEpochMilli(),
        AvroRows.LESSON_CLOSED.encode(closed),
        key(fact, closed.getLessonId()));
  }

  void sent(Fact fact, ContactTestSent test) throws SQLException {
    String key = key(fact, test.getTestId());
    sql.update("delete from contact_answer where test_key = ?", key);
    sql.update(
        "insert into contact_test (key, network, id, sent_by, sent_at, avro)"
            + " values (?, ?, ?, ?, ?, ?) on conflict (key) do update set"
            + " sent_by = excluded.sent_by, sent_at = excluded.sent_at, avro = excluded.avro",
        key,
        fact.getNetworkId(),
        test.getTestId(),
        test.getSentBy(),
        fact.getRecordedAt().toEpochMilli(),
        AvroRows.CONTACT_TEST.encode(test));
    for (String body : test.getAskedBodies()) {
      sql.update("insert into contact_answer (test_key, body) values (?, ?)", key, body);
    }
    String older =
        "(select key from contact_test where network = ? and sent_by = ?"
            + " order by sent_at desc, key desc limit 1000000 offset "
            + MAX_TESTS
            + ")";
    sql.update(
        "delete from contact_answer where test_key in " + older,
        fact.getNetworkId(),
        test.getSentBy());
    sql.update(
        "delete from contact_test where key in " + older, fact.getNetworkId(), test.getSentBy());
  }

  void answered(Fact fact, ContactTestAnswered answer) throws SQLException {
    sql.update(
        "update contact_answer set answered_at = ?"
            + " where test_key = ? and body = ? and answered_at is null",
        fact.getRecordedAt().toEpochMilli(),
        key(fact, answer.getTestId()),
        answer.getAnsweredBy());
  }

  private static String key(Fact fact, @Nullable String id) {
    return fact.getNetworkId() + "/" + id;
  }
}
