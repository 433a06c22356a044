package kizuna.streams.ledger.query;

import static kizuna.streams.ledger.query.LedgerFilter.eq;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kizuna.streams.ledger.database.AvroRows;
import kizuna.streams.ledger.database.Keyset;
import kizuna.streams.ledger.database.KeysetPager;
import kizuna.streams.ledger.database.ReadQuery;
import kizuna.streams.ledger.database.Tables.Register;
import kizuna.streams.ledger.model.ContactTestEntry;
import kizuna.streams.ledger.model.LessonEntry;
import kizuna.streams.ledger.model.PageCursor;
import kizuna.streams.ledger.model.RowPage;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Queries of lessons and contact tests. */
public final class PreparednessQueries {

  private static final Register LESSON = Register.LESSON;
  private static final Register TEST = Register.CONTACT_TEST;
  private static final Register ANSWER = Register.CONTACT_ANSWER;
  private static final Keyset BY_LESSON = Keyset.byKey(LESSON.text("key"));
  private static final Keyset BY_TEST = Keyset.byKey(TEST.text("key"));

  private final ReadQuery reads;

  PreparednessQueries(ReadQuery reads) {
    this.reads = reads;
  }

  /**
   * Lessons, by network and id.
   *
   * @param body only those that concern it or are its task; null: all
   * @param open only those that are open
   */
  public RowPage<LessonEntry> lessons(
      @Nullable String body,
      @Nullable String network,
      boolean open,
      @Nullable PageCursor after,
      int limit) {
    Condition such = eq(LESSON.text("network"), network);
    if (body != null) {
      such = such.and(LESSON.text("body").eq(body).or(LESSON.text("owner").eq(body)));
    }
    if (open) {
      such = such.and(LESSON.number("closed_at").isNull());
    }
    Condition where = such;
    return reads.read(
        sql ->
            KeysetPager.page(
                sql,
                LESSON.table(),
                where,
                BY_LESSON,
                List.of(
                    LESSON.text("network"),
                    LESSON.avro(),
                    LESSON.number("since"),
                    LESSON.number("closed_at"),
                    DSL.field(DSL.name("lesson", "closed"), byte[].class)),
                r -> {
                  Long closedAt = r.get(LESSON.number("closed_at"));
                  byte[] closed = r.get(DSL.field(DSL.name("lesson", "closed"), byte[].class));
                  return new LessonEntry(
                      r.get(LESSON.text("network")),
                      AvroRows.LESSON.decode(r.get(LESSON.avro())),
                      Instant.ofEpochMilli(r.get(LESSON.number("since"))),
                      closedAt == null ? null : Instant.ofEpochMilli(closedAt),
                      closed == null ? null : AvroRows.LESSON_CLOSED.decode(closed));
                },
                after,
                limit));
  }

  /**
   * Contact tests with their answers, by network and id.
   *
   * @param body only those that it sent or received; null: all
   */
  public RowPage<ContactTestEntry> contactTests(
      @Nullable String body, @Nullable String network, @Nullable PageCursor after, int limit) {
    Condition such = eq(TEST.text("network"), network);
    if (body != null) {
      such =
          such.and(
              TEST.text("sent_by")
                  .eq(body)
                  .or(
                      TEST.text("key")
                          .in(
                              DSL.select(ANSWER.text("test_key"))
                                  .from(ANSWER.table())
                                  .where(ANSWER.text("body").eq(body)))));
    }
    Condition where = such;
    return reads.read(
        sql -> {
          RowPage<ContactTestEntry> page =
              KeysetPager.page(
                  sql,
                  TEST.table(),
                  where,
                  BY_TEST,
                  List.of(TEST.text("network"), TEST.avro(), TEST.number("sent_at")),
                  r ->
                      new ContactTestEntry(
                          r.get(TEST.text("network")),
                          AvroRows.CONTACT_TEST.decode(r.get(TEST.avro())),
                          Instant.ofEpochMilli(r.get(TEST.number("sent_at"))),
                          List.of()),
                  after,
                  limit);
          return withAnswers(sql, page);
        });
  }

  private static RowPage<ContactTestEntry> withAnswers(
      DSLContext sql, RowPage<ContactTestEntry> page) {
    Map<String, List<ContactTestEntry.Answer>> answers = new LinkedHashMap<>();
    page.rows().forEach(t -> answers.put(key(t), new ArrayList<>()));
    sql.select(ANSWER.text("test_key"), ANSWER.text("body"), ANSWER.number("answered_at"))
        .from(ANSWER.table())
        .where(ANSWER.text("test_key").in(answers.keySet()))
        .orderBy(ANSWER.text("body"))
        .forEach(
            r -> {
              Long at = r.value3();
              answers
                  .computeIfAbsent(r.value1(), k -> new ArrayList<>())
                  .add(
                      new ContactTestEntry.Answer(
                          r.value2(), at == null ? null : Instant.ofEpochMilli(at)));
            });
    return new RowPage<>(
        page.rows().stream()
            .map(
                t ->
                    new ContactTestEntry(
                        t.networkId(),
                        t.test(),
                        t.sentAt(),
                        List.copyOf(answers.getOrDefault(key(t), List.of()))))
            .toList(),
        page.total(),
        page.next());
  }

  private static String key(ContactTestEntry test) {
    return test.networkId() + "/" + test.test().getTestId();
  }
}
