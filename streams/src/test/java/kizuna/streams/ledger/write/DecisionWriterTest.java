package kizuna.streams.ledger.write;

import static kizuna.streams.ledger.write.WrittenRows.NETWORK;
import static kizuna.streams.ledger.write.WrittenRows.NOW;
import static kizuna.streams.ledger.write.WrittenRows.fact;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import kizuna.codes.DeadLetterCause;
import kizuna.codes.FactKind;
import kizuna.codes.NoticeCode;
import kizuna.codes.Outcome;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.MatchDecision;
import kizuna.decisions.Notice;
import kizuna.decisions.Sha256;
import kizuna.streams.ledger.model.DenialEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where decisions lie, and the lists that come of them. */
class DecisionWriterTest {

  private final WrittenRows ledger = new WrittenRows();
  private final DecisionWriter writer = new DecisionWriter(ledger.sql);

  DecisionWriterTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  private static MatchDecision.Builder decision(long sequence, Outcome outcome) {
    Sha256 none = new Sha256(new byte[32]);
    return MatchDecision.newBuilder()
        .setNetworkId(NETWORK)
        .setSequence(sequence)
        .setEventId(new UUID(0, sequence))
        .setFactKind(FactKind.AID_REQUESTED)
        .setDecidedAt(NOW.plusSeconds(sequence))
        .setRulesVersion("1")
        .setOutcome(outcome)
        .setReasons(List.of())
        .setSubject("req-1")
        .setExplanations(List.of())
        .setEventsHash(none)
        .setFactHash(none)
        .setPreviousHash(none)
        .setIntakeOffset(sequence * 10)
        .setHash(none);
  }

  @Test
  void eachFactHasOneDecisionAndDuplicatesAreNotCounted() throws SQLException {
    writer.decided(decision(1, Outcome.ACCEPTED).build(), 0, 100, List.of());
    writer.decided(decision(2, Outcome.REJECTED).build(), 0, 101, List.of());
    writer.decided(decision(3, Outcome.ACCEPTED).setIntakeOffset(20).build(), 0, 102, List.of());

    assertThat(
            ledger.rows(
                "select sequence, record_offset, counted, rejected from decision order by 1"))
        .containsExactly("1 100 1 0", "2 101 2 1");
  }

  @Test
  void theTimeOfALogFallsOnlyWhereItIsSetBack() throws SQLException {
    writer.decided(decision(5, Outcome.ACCEPTED).build(), 0, 100, List.of());
    writer.decided(decision(6, Outcome.ACCEPTED).setDecidedAt(NOW).build(), 0, 101, List.of());

    assertThat(ledger.rows("select log_time from decision order by sequence"))
        .containsExactly(
            Long.toString(NOW.plusSeconds(5).toEpochMilli()),
            Long.toString(NOW.plusSeconds(5).toEpochMilli()));
  }

  @Test
  void onlyTheNewestExplanationsOfARequestAreKept() throws SQLException {
    for (int sequence = 1; sequence <= 20; sequence++) {
      writer.decided(decision(sequence, Outcome.ACCEPTED).build(), 0, sequence, List.of("req-1"));
    }

    assertThat(ledger.rows("select min(sequence), count(*) from explanation"))
        .containsExactly("5 16");
  }

  @Test
  void noticesOfTheClockAreMilestonesToo() throws SQLException {
    MatchDecision decision = decision(1, Outcome.ACCEPTED).build();
    writer.noticed(
        decision,
        List.of(
            Notice.newBuilder()
                .setCode(NoticeCode.RULES_ADOPTED)
                .setSubject(NETWORK)
                .setAddressee(NETWORK)
                .setCount(6)
                .build(),
            Notice.newBuilder()
                .setCode(NoticeCode.DOCUMENT_PENDING)
                .setSubject("req-1")
                .setAddressee("172049")
                .setCount(1)
                .build()));

    assertThat(ledger.rows("select code from notice order by key"))
        .containsExactly("RULES_ADOPTED", "DOCUMENT_PENDING");
    assertThat(ledger.rows("select kind, subject from milestone"))
        .containsExactly("RULES_ADOPTED 6");
  }

  @Test
  void theDenialsOfOneAccountHideFewOfOthers() throws SQLException {
    denied(0, "quiet");
    for (int offset = 1; offset <= DecisionWriter.DENIALS_OF_ACCOUNT_KEPT + 5; offset++) {
      denied(offset, "noisy");
    }
    denied(1, "noisy");
    writer.flush();

    assertThat(ledger.rows("select account, count(*) from denial group by account order by 1"))
        .containsExactly("noisy " + DecisionWriter.DENIALS_OF_ACCOUNT_KEPT, "quiet 1");
  }

  private void denied(long offset, String account) throws SQLException {
    writer.denied(
        0,
        offset,
        new DenialEntry(
            NETWORK,
            NOW.plus(Duration.ofSeconds(offset)),
            fact(FactKind.ACCESS_DENIED, body -> body.put("account", account)).getAccessDenied()));
  }

  @Test
  void ofALostReportTheBeginningIsKeptAndItsLength() throws SQLException {
    writer.lost(
        0,
        7,
        DeadLetter.newBuilder()
            .setTopic("intake")
            .setPartition(0)
            .setOffset(3)
            .setAt(NOW)
            .setCause(DeadLetterCause.NOT_AVRO)
            .setApplication("kizuna")
            .setNode("intake")
            .setDetail("no Avro")
            .setKey(ByteBuffer.wrap((NETWORK + "\0").getBytes(StandardCharsets.UTF_8)))
            .setValue(ByteBuffer.wrap(new byte[5_000]))
            .build());

    assertThat(ledger.rows("select network, topic_offset, value_bytes from lost_report"))
        .containsExactly(NETWORK + "? 3 5000");
    assertThat(ledger.rows("select length(avro) < 400 from lost_report")).containsExactly("1");
  }

  @Test
  void whatIsForgottenIsReadAgainFromTheRows() throws SQLException {
    ledger.sql.connection().commit();
    writer.decided(decision(1, Outcome.ACCEPTED).build(), 0, 100, List.of());
    ledger.sql.connection().rollback();
    writer.forget();
    writer.decided(decision(1, Outcome.ACCEPTED).build(), 0, 100, List.of());

    assertThat(ledger.rows("select sequence, counted from decision")).containsExactly("1 1");
  }
}
