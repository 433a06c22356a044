package kizuna.streams.processing;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kizuna.codes.Outcome;
import kizuna.codes.Priority;
import kizuna.decisions.DeadLetter;
import kizuna.decisions.Rejection;
import kizuna.facts.Fact;
import kizuna.schemas.Topics;
import kizuna.schemas.UnreadableRecord;
import kizuna.schemas.form.FactKinds;
import kizuna.streams.contract.EscalationFacts;
import kizuna.streams.contract.TopicSerdes;
import kizuna.streams.matching.Decision;
import kizuna.streams.processing.ProcessingResult.Out;
import org.jspecify.annotations.Nullable;

/**
 * Step 6, route: assigns each record to a sink. The decision and its events go first, then the
 * states, facts for other networks, and the public feed or the rejections.
 */
public final class OutputRouter {

  /** The topology's node named in dead letters. */
  public static final String NODE = "decide";

  /** Most bytes of a record's value in a dead letter; its topic takes 4 MiB. */
  static final int MAX_VALUE_BYTES = 1 << 20;

  private static final int MAX_KEY_BYTES = 1024;
  private static final int MAX_DETAIL_CHARACTERS = 2_000;

  private final Topics topics;
  private final TopicSerdes serdes;

  OutputRouter(Topics topics, TopicSerdes serdes) {
    this.topics = topics;
    this.serdes = serdes;
  }

  /**
   * All records of one decision.
   *
   * @param seals parts of the state that the decision seals
   * @param states that the decision changes
   */
  ProcessingResult route(RecordedDecision decision, List<Out> seals, List<Out> states) {
    Fact fact = decision.admitted().fact();
    String networkId = decision.network().id();
    List<Out> outs = new ArrayList<>(seals);
    outs.add(new Out(Sinks.MATCH_DECISIONS, networkId, decision.wire()));
    decision.events().forEach(e -> outs.add(new Out(Sinks.DISPATCH_EVENTS, networkId, e)));
    outs.addAll(states);
    addEscalations(decision, outs);
    if (decision.outcome().code() == Outcome.ACCEPTED) {
      feedOf(fact)
          .ifPresent(sink -> outs.add(new Out(sink, networkId, decision.admitted().wire())));
    } else if (decision.outcome().code() == Outcome.REJECTED) {
      outs.add(rejection(decision));
    }
    return new ProcessingResult(outs, isUrgent(fact), fact);
  }

  private static boolean isUrgent(Fact fact) {
    return fact.getAidRequested() != null
        && fact.getAidRequested().getPriority() == Priority.LIFE_SAFETY;
  }

  private void addEscalations(RecordedDecision decision, List<Out> outs) {
    Decision rules = decision.outcome().decision();
    if (rules != null) {
      EscalationFacts.of(
              decision.network().id(),
              decision.sequence(),
              decision.decidedAt(),
              decision.admitted().fact().getMode(),
              rules.passed())
          .forEach(
              f ->
                  outs.add(
                      new Out(Sinks.OTHER_NETWORKS, f.getNetworkId(), serdes.facts().encode(f))));
    }
  }

  private Out rejection(RecordedDecision decision) {
    Fact fact = decision.admitted().fact();
    Rejection rejection =
        new Rejection(
            fact.getNetworkId(),
            decision.sequence(),
            fact.getEventId(),
            fact.getKind(),
            fact.getReporter(),
            decision.decidedAt(),
            decision.outcome().reasons(),
            decision.admitted().offset());
    return new Out(Sinks.REJECTIONS, fact.getNetworkId(), serdes.rejections().encode(rejection));
  }

  /** The output of the public feed of a kind of fact; empty: it has none. */
  static Optional<String> feedOf(Fact fact) {
    return FactKinds.of(fact.getKind())
        .feed()
        .map(
            feed ->
                switch (feed) {
                  case DISASTERS -> Sinks.DISASTERS;
                  case AID_REQUESTS -> Sinks.AID_REQUESTS;
                  case STAFF_OFFERS -> Sinks.STAFF_OFFERS;
                });
  }

  /** The result for a record that cannot be read or processed. */
  ProcessingResult deadLetter(IntakeRecord record, UnreadableRecord why) {
    String message = why.getMessage() == null ? "" : why.getMessage();
    if (message.length() > MAX_DETAIL_CHARACTERS) {
      message = message.substring(0, MAX_DETAIL_CHARACTERS) + "…";
    }
    DeadLetter letter =
        new DeadLetter(
            topics.intake.name(),
            record.partition(),
            record.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            topics.namespace().applicationId(),
            NODE,
            why.kind(),
            message,
            truncated(record.key(), MAX_KEY_BYTES),
            truncated(record.value(), MAX_VALUE_BYTES));
    String key = deadLetterKeys(topics, record.partition()) + record.offset();
    Out out = new Out(Sinks.DEAD_LETTERS, key, serdes.deadLetters().encode(letter));
    return new ProcessingResult(List.of(out), false, null);
  }

  /** The start of the keys of dead letters of a partition of the intake; the offset follows. */
  public static String deadLetterKeys(Topics topics, int partition) {
    return topics.intake.name() + "-" + partition + "-";
  }

  private static @Nullable ByteBuffer truncated(byte @Nullable [] bytes, int limit) {
    return bytes == null ? null : ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, limit)).slice();
  }
}
